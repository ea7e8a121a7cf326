package dev.orgpurge.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement as somebody handed it in: signed, said to be signed, or not. */
public record Signed(Map<String, @Nullable Object> statement) {

    static final String STATUS = "signature_status";
    static final String SIGNATURE = "signature";
    static final String SIGNED = "signed";
    static final String UNSIGNED = "unsigned";

    private static final Set<String> PARTS = Set.of("algorithm", "key_id", "payload", "value");

    /** What a look at the signature found. */
    public enum Outcome {
        /** Signed by one of the keys, and unchanged. */
        GOOD,
        /** Nobody signed it, and it says so. */
        UNSIGNED,
        /** Signed by a key that is not at hand. */
        UNKNOWN_KEY,
        /** Changed, or never signed by whom it names. */
        FORGED
    }

    /** Everything but the signature. */
    public Map<String, @Nullable Object> body() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(statement);
        body.remove(SIGNATURE);
        return body;
    }

    /** The key that is said to have signed it. */
    public @Nullable String keyId() {
        return statement.get(SIGNATURE) instanceof Map<?, ?> signature && signature.get("key_id") instanceof String id
                ? id
                : null;
    }

    /** @param keys null: none is at hand, but what needs none is looked at */
    public Outcome check(@Nullable PublicKeys keys) {
        Object signature = statement.get(SIGNATURE);
        if (signature == null) {
            boolean whole = statement.containsKey(SIGNATURE) && UNSIGNED.equals(statement.get(STATUS));
            return whole ? Outcome.UNSIGNED : Outcome.FORGED;
        }
        return signature instanceof Map<?, ?> parts && SIGNED.equals(statement.get(STATUS))
                ? check(parts, keys)
                : Outcome.FORGED;
    }

    private Outcome check(Map<?, ?> parts, @Nullable PublicKeys keys) {
        byte[] message = message();
        byte[] value = bytes(parts.get("value"));
        String id = keyId();
        if (!parts.keySet().equals(PARTS)
                || !PublicKeys.ALGORITHM.equals(parts.get("algorithm"))
                || id == null
                || message == null
                || value == null
                || !Objects.equals(parts.get("payload"), Base64.getEncoder().encodeToString(message))) {
            return Outcome.FORGED;
        }
        if (keys == null || !keys.ids().contains(id)) {
            return Outcome.UNKNOWN_KEY;
        }
        return keys.signed(id, message, value) ? Outcome.GOOD : Outcome.FORGED;
    }

    private byte @Nullable [] message() {
        try {
            return CanonicalJson.write(body()).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Base64 in its one strict form: other spellings of the same bytes are changes too. */
    private static byte @Nullable [] bytes(@Nullable Object base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(String.valueOf(base64));
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
