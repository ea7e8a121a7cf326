package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code orgpurge.organization.due}. */
final class DueRuleReader {

    private static final Map<String, State> STATES =
            Map.of("active", State.ACTIVE, "deactivated", State.DEACTIVATED, "expired", State.EXPIRED);

    private final Complaints complaints;
    private final WrittenValues values;

    DueRuleReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    List<DueRule> rules(List<OrgPurgeProperties.Due> written) {
        List<DueRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < written.size(); i++) {
            String key = "orgpurge.organization.due[" + i + "]";
            DueRule rule = rule(key, written.get(i));
            if (!rule.rule().isEmpty() && !names.add(rule.rule())) {
                complaints.add(
                        key + ".rule",
                        "is used twice: " + WrittenValues.quoted(rule.rule()) + " needs another name, because the"
                                + " ledger tells rules apart by name");
            }
            rules.add(rule);
        }
        return rules;
    }

    private DueRule rule(String key, OrgPurgeProperties.Due written) {
        boolean onRequest = values.flag(key + ".on-request", written.onRequest());
        if (!onRequest && text(written.when()) == null) {
            complaints.add(
                    key + ".when",
                    "is missing: write the SQL predicate over the organization's row, because without one every"
                            + " organization would be a candidate");
        }
        if (text(written.since()) == null) {
            onlyWithSince(key + ".grace", written.grace());
            onlyWithSince(key + ".zone", written.zone());
        }
        return new DueRule(
                values.required(key + ".rule", written.rule(), "the rule's name"),
                text(written.when()),
                text(written.since()),
                values.grace(key + ".grace", written.grace()),
                values.choice(key + ".state", written.state(), STATES),
                onRequest,
                values.flag(key + ".force", written.force()),
                values.zone(key + ".zone", written.zone()));
    }

    private void onlyWithSince(String key, @org.jspecify.annotations.Nullable String written) {
        if (text(written) != null) {
            complaints.add(key, "needs since: write the column or expression from which the time counts");
        }
    }
}
