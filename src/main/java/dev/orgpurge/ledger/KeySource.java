package dev.orgpurge.ledger;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a private key comes from: a file, or the text itself where a secret is handed over as a value.
 *
 * @param file null if the text was given
 * @param text null if a file was named; never shown
 */
public record KeySource(@Nullable Path file, @Nullable String text) {

    private static final String PEM = "-----BEGIN";

    /** @throws java.nio.file.InvalidPathException if it is neither PEM nor the path of a file */
    public static KeySource of(String written) {
        return written.startsWith(PEM) ? new KeySource(null, written) : new KeySource(Path.of(written), null);
    }

    @Override
    public String toString() {
        return file == null ? "orgpurge.evidence.signing-key" : file.toString();
    }
}
