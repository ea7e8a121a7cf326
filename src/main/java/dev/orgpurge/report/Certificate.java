package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Signed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The per-organization proof, derived from the ledger alone.
 *
 * @param fields the certificate as a JSON object, with its signature
 */
public record Certificate(String certificateId, Map<String, @Nullable Object> fields) {

    /** Canonical: the same ledger and key give the same bytes. */
    public String json() {
        return CanonicalJson.write(fields);
    }

    /** The key that signed it; null: it is unsigned. */
    public @Nullable String keyId() {
        return new Signed(fields).keyId();
    }
}
