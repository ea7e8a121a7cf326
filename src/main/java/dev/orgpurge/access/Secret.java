package dev.orgpurge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its owner knows it: {@code op_<id>_<secret>}. 256 random bits cannot be guessed, so a fast hash is enough to keep
 * them; the salt keeps two tables from being compared.
 */
record Secret(String id, String secret) {

    private static final Pattern FORM = Pattern.compile("op_([0-9a-f]{12})_([0-9a-f]{64})");
    private static final Pattern TRACE = Pattern.compile("op_[0-9a-f]{12}_[0-9a-f]", Pattern.CASE_INSENSITIVE);
    private static final SecureRandom RANDOM = new SecureRandom();

    static Secret random() {
        return new Secret(hex(6), hex(32));
    }

    static String salt() {
        return hex(16);
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Empty if the text has not the form of a key. */
    static Optional<Secret> parse(String presented) {
        Matcher matcher = FORM.matcher(presented);
        return matcher.matches() ? Optional.of(new Secret(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Also if it is cut short: the beginning of a secret is nobody else's business either. */
    static boolean isIn(String text) {
        return TRACE.matcher(text).find();
    }

    String text() {
        return "op_" + id + "_" + secret;
    }

    String hash(String salt) {
        try {
            byte[] salted = (salt + ":" + secret).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(salted));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the same time wherever the two differ. */
    boolean matches(String salt, String hash) {
        return MessageDigest.isEqual(
                hash(salt).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
