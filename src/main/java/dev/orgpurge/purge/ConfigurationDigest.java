package dev.orgpurge.purge;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Policy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** A digest over the rules in force: who is due, what must hold, which tables mean what; not guards and pace. */
@Component
final class ConfigurationDigest {

    private final List<Object> rules;

    ConfigurationDigest(RootSettings root, ConstraintSettings constraints, Policy policy) {
        this.rules = List.of(root, constraints, policy);
    }

    /** The rules in force, as JSON. */
    String text() {
        return JsonMapper.shared().writeValueAsString(rules);
    }

    String digest() {
        return sha256(text());
    }

    static String sha256(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
