package dev.orgpurge.purge;

import dev.orgpurge.organization.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Digests of organizations' labels. The key is made of the ledger's secret and the organization's id, so that it can be
 * shown for one organization without giving away the others, and so that nobody outside can try out names.
 */
@Component
final class LabelDigests {

    private static final String ALGORITHM = "HmacSHA256";

    private final JdbcClient jdbc;

    LabelDigests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The ledger's secret. */
    String salt() {
        return jdbc.sql("select salt from orgpurge.ledger_salt where id = 1")
                .query(String.class)
                .single();
    }

    static String digest(String salt, OrganizationId id, String label) {
        String key = HexFormat.of().formatHex(hmac(bytes(salt), bytes(id.value())));
        return "hmac-sha256:" + HexFormat.of().formatHex(hmac(bytes(key), bytes(label)));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
