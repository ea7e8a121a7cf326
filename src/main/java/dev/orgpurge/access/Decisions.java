package dev.orgpurge.access;

import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down what was decided about requests with a key: the key's id, never the key. */
@Component
public final class Decisions {

    private final Ledger ledger;
    private final TransactionTemplate transaction;

    Decisions(Ledger ledger, TransactionTemplate transaction) {
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /** How it was decided. */
    public enum Decision {
        ADMITTED,
        DENIED,
        REFUSED
    }

    /**
     * A decision, in the caller's transaction if there is one.
     *
     * @param action what the endpoint is for; null: there is no such endpoint
     * @param organization whom the request was about; null: nobody in particular, or no id
     * @param code why, for what was not admitted
     * @param more facts beyond these, without personal data
     */
    public void record(
            ApiKey key,
            @Nullable Permission action,
            @Nullable OrganizationId organization,
            Decision decision,
            @Nullable String code,
            Map<String, ? extends @Nullable Object> more) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("api_key", key.id());
        facts.put("role", word(key.role()));
        facts.put("action", action == null ? null : word(action));
        facts.put("decision", word(decision));
        facts.put("code", code);
        facts.putAll(more);
        transaction.executeWithoutResult(
                status -> ledger.append(new Draft(EntryKind.API_REQUEST, null, organization, facts)));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
