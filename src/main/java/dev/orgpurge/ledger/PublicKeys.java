package dev.orgpurge.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keys that signatures are checked by, each under its id: the SHA-256 of its X.509 form (SubjectPublicKeyInfo, DER).
 * Several of them, because a retired key stays good for what it signed.
 */
public final class PublicKeys {

    static final String ALGORITHM = "Ed25519";

    static final String LABEL = "PUBLIC KEY";

    private final Map<String, PublicKey> byId;

    private PublicKeys(Map<String, PublicKey> byId) {
        this.byId = byId;
    }

    /**
     * Every public key of a PEM text.
     *
     * @throws IllegalArgumentException with a reason that fits behind the name of a file
     */
    public static PublicKeys parse(String text) {
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (Pem block : Pem.blocks(text)) {
            if (block.label().equals(LABEL)) {
                keys.put(id(block.der()), key(block.der()));
            } else if (block.label().contains("PRIVATE")) {
                throw new IllegalArgumentException("holds a private key, which nobody else should ever get;"
                        + " keygen writes the public one to a file of its own");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        return new PublicKeys(keys);
    }

    static PublicKeys of(PublicKey key) {
        return new PublicKeys(Map.of(id(key.getEncoded()), key));
    }

    private static PublicKey key(byte[] der) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("holds a public key that is not an Ed25519 one", e);
        }
    }

    static String id(byte[] der) {
        return Sha256.digest(der);
    }

    /** The ids of the keys. */
    public Set<String> ids() {
        return byId.keySet();
    }

    /** @return false also if the key is not among these */
    boolean signed(String keyId, byte[] message, byte[] signature) {
        PublicKey key = byId.get(keyId);
        return key != null && signed(key, message, signature);
    }

    static boolean signed(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
