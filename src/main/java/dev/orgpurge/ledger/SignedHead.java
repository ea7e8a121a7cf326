package dev.orgpurge.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger ended at some moment, to be kept outside the database.
 *
 * @param position of the last entry
 * @param digest {@code sha256:…} of the last entry
 * @param at when that was written
 * @param statement the same as a statement, signed if there is a key
 */
public record SignedHead(long position, String digest, Instant at, Map<String, @Nullable Object> statement) {

    static final String FORMAT = "orgpurge-head/1";

    static Map<String, @Nullable Object> fields(LedgerEntry last) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("position", last.position());
        fields.put("head", Sha256.PREFIX + last.hash());
        fields.put("at", CanonicalJson.time(last.at()));
        return fields;
    }

    /** The id of the key that signed it; null: nobody did. */
    public @Nullable String keyId() {
        return new Signed(statement).keyId();
    }

    public String json() {
        return CanonicalJson.write(statement);
    }
}
