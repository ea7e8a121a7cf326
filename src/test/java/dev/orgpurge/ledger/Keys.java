package dev.orgpurge.ledger;

import java.util.Base64;

/** Keys that everybody knows: made of 32 equal bytes. */
public final class Keys {

    public static final int ONE = 1;
    public static final int OTHER = 2;

    /** PKCS #8 around an Ed25519 key (RFC 8410, section 7). */
    private static final byte[] PKCS8 = {0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20};

    private Keys() {}

    public static KeySource source(int key) {
        return KeySource.of(pem(key));
    }

    public static String pem(int key) {
        byte[] der = new byte[PKCS8.length + 32];
        java.util.Arrays.fill(der, (byte) key);
        System.arraycopy(PKCS8, 0, der, 0, PKCS8.length);
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    public static String publicPem(int key) {
        return SigningKey.read(source(key)).publicPem();
    }

    public static PublicKeys open(int... keys) {
        StringBuilder pem = new StringBuilder();
        for (int key : keys) {
            pem.append(publicPem(key));
        }
        return PublicKeys.parse(pem.toString());
    }

    public static String id(int key) {
        return SigningKey.read(source(key)).id();
    }
}
