package dev.orgpurge.ledger;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How evidence is signed, and what it says beside what happened.
 *
 * @param signingKey the private key; null: nothing is signed
 * @param requireSignature nothing is executed and no certificate given without a key
 * @param headFile file that gets the signed head at the end of every run; null: none
 * @param labelInClear the ledger may hold the organization's label, else only a digest of it
 */
public record EvidenceSettings(
        @Nullable KeySource signingKey,
        boolean requireSignature,
        @Nullable Path headFile,
        boolean labelInClear,
        Horizons horizons) {

    /** Nothing is configured. */
    public static final EvidenceSettings NONE = new EvidenceSettings(null, false, null, false, Horizons.UNKNOWN);
}
