package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A head that somebody kept outside the database.
 *
 * @param position of the entry that must have the digest; null: any
 * @param digest {@code sha256:…}
 * @param where where it comes from, for people
 * @param statement as it was signed; null: only the digest was kept, or a certificate vouches for it
 */
public record ExpectedHead(
        @Nullable Long position,
        String digest,
        String where,
        @Nullable Signed statement) {

    private static final Pattern DIGEST = Pattern.compile("(sha256:)?[0-9a-f]{64}");

    /**
     * A digest as verify and every run print it, or a file with a head.
     *
     * @throws Problem usage, if it is neither
     */
    public static ExpectedHead of(String written) {
        if (DIGEST.matcher(written).matches()) {
            String digest = written.startsWith(Sha256.PREFIX) ? written : Sha256.PREFIX + written;
            return new ExpectedHead(null, digest, "the head that was kept", null);
        }
        try {
            return read(Path.of(written));
        } catch (InvalidPathException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "what --expect-head names is neither a digest (sha256:…) nor the path of a file");
        }
    }

    /** @throws Problem usage, if it is no head */
    static ExpectedHead read(Path file) {
        try {
            Map<String, @Nullable Object> statement = StrictJson.object(Files.readString(file));
            Facts facts = new Facts(statement);
            if (!SignedHead.FORMAT.equals(facts.text("format"))) {
                throw noHead(file, "its format is not " + SignedHead.FORMAT);
            }
            long position = facts.number("position");
            return new ExpectedHead(position, facts.text("head"), "the head in " + file, new Signed(statement));
        } catch (IOException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + "): name a digest (sha256:…) or a file with a head that a run wrote");
        } catch (JacksonException | IllegalStateException e) {
            throw noHead(file, "it is not the JSON object that a run writes");
        }
    }

    private static Problem noHead(Path file, String why) {
        return Problem.usage("UNREADABLE_FILE", "the file " + file + " holds no head of a ledger: " + why);
    }

    Signed.Outcome check(@Nullable PublicKeys keys) {
        return statement == null ? Signed.Outcome.UNSIGNED : statement.check(keys);
    }
}
