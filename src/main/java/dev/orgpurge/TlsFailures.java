package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/** Why an encrypted connection did not come about. The driver has one SQLSTATE for all of it and says the rest in the user's language. */
final class TlsFailures {

    private static final String NOT_OFFERED = "The server does not support SSL.";
    private static final String ANOTHER_HOST = "The hostname {0} could not be verified by hostnameverifier {1}.";

    private TlsFailures() {}

    static Optional<Problem> explain(List<Throwable> chain, DatabaseAddress address) {
        String sentence = sentence(chain);
        return sentence == null
                ? Optional.empty()
                : Optional.of(Problem.usage("TLS_FAILED", "no TLS with the database at " + address + ": " + sentence));
    }

    private static @Nullable String sentence(List<Throwable> chain) {
        if (chain.stream().anyMatch(failure -> says(failure, NOT_OFFERED))) {
            return "the server does not offer it, and sslmode asks for it; switch it on there (ssl = on)";
        }
        if (chain.stream().anyMatch(failure -> says(failure, ANOTHER_HOST))) {
            return "the server's certificate is for another host name; write the name it was made for into"
                    + " spring.datasource.url";
        }
        if (chain.stream().anyMatch(TlsFailures::othersMayRead)) {
            return "others may read the file of sslkey, so the driver does not use it; chmod 600 it, or 640 where it"
                    + " belongs to root";
        }
        boolean certificate = any(chain, GeneralSecurityException.class);
        if (!any(chain, SSLException.class)) {
            return certificate || any(chain, FileNotFoundException.class)
                    ? "a certificate or key cannot be used; check the files of sslrootcert, sslcert and sslkey"
                    : null;
        }
        if (certificate) {
            return "its certificate is not signed by an authority in sslrootcert, or is not valid now; check sslrootcert";
        }
        // a line that is cut can happen to any connection, and may pass
        return any(chain, SocketException.class) || any(chain, EOFException.class)
                ? null
                : "the handshake failed; check sslmode, sslcert and sslkey, and what the server accepts";
    }

    /** The driver names the modes it accepts, in whatever language. */
    private static boolean othersMayRead(Throwable failure) {
        return failure instanceof PSQLException
                && String.valueOf(failure.getMessage()).contains("(0600)");
    }

    private static boolean any(List<Throwable> chain, Class<? extends Exception> type) {
        return chain.stream().anyMatch(type::isInstance);
    }

    /** The driver's sentence, in whatever language, whatever stands in its gaps. */
    private static boolean says(Throwable failure, String sentence) {
        String[] parts = GT.tr(sentence, "\0", "\0").split("\0", -1);
        String message = String.valueOf(failure.getMessage());
        return failure instanceof PSQLException
                && message.startsWith(parts[0])
                && message.endsWith(parts[parts.length - 1]);
    }
}
