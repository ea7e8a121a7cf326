package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Signs statements with Ed25519. A statement is a JSON object; what is signed is its canonical form without the field {@code
 * signature}. The field {@code format} says what kind of statement it is, so that none can be taken for one of another kind.
 */
@Component
public final class Signer {

    private final EvidenceSettings settings;
    private final AtomicReference<@Nullable SigningKey> loaded = new AtomicReference<>();

    Signer(EvidenceSettings settings) {
        this.settings = settings;
    }

    /**
     * Before anything is deleted, or a certificate given.
     *
     * @throws Problem usage, if the configured key cannot be used; refused, if there is none and one is required
     */
    public void requireReady() {
        if (key().isEmpty() && settings.requireSignature()) {
            throw Problem.refused(
                    "SIGNATURE_REQUIRED",
                    "orgpurge.evidence.require-signature is true and there is no key: set orgpurge.evidence.signing-key"
                            + " to the file of one; keygen makes it");
        }
    }

    /** True if there is a key. */
    public boolean signs() {
        return key().isPresent();
    }

    /** The public half of the key, in PEM; empty without one. */
    public Optional<String> publicPem() {
        return key().map(SigningKey::publicPem);
    }

    synchronized Optional<SigningKey> key() {
        KeySource source = settings.signingKey();
        if (loaded.get() == null && source != null) {
            loaded.set(SigningKey.read(source));
        }
        return Optional.ofNullable(loaded.get());
    }

    /** The statement with {@code signature_status} and {@code signature}, which is null without a key. */
    public Map<String, @Nullable Object> sign(Map<String, @Nullable Object> statement) {
        Optional<SigningKey> key = key();
        Map<String, @Nullable Object> signed = new LinkedHashMap<>(statement);
        signed.put(Signed.STATUS, key.isPresent() ? Signed.SIGNED : Signed.UNSIGNED);
        signed.put(Signed.SIGNATURE, key.map(one -> signature(one, signed)).orElse(null));
        return signed;
    }

    private static Map<String, @Nullable Object> signature(SigningKey key, Map<String, @Nullable Object> body) {
        byte[] message = CanonicalJson.write(body).getBytes(StandardCharsets.UTF_8);
        Map<String, @Nullable Object> signature = new LinkedHashMap<>();
        signature.put("algorithm", PublicKeys.ALGORITHM);
        signature.put("key_id", key.id());
        signature.put("payload", Base64.getEncoder().encodeToString(message));
        signature.put("value", Base64.getEncoder().encodeToString(key.sign(message)));
        return signature;
    }
}
