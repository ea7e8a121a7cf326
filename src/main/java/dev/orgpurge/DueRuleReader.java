package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.organization.ColumnTest;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code orgpurge.organization.due}. */
final class DueRuleReader {

    private static final Map<String, State> STATES =
            Map.of("active", State.ACTIVE, "deactivated", State.DEACTIVATED, "expired", State.EXPIRED);

    private final Complaints complaints;
    private final WrittenValues values;
    private final JoinReader joins;

    DueRuleReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
        this.joins = new JoinReader(complaints, values);
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
        DueRule rule = new DueRule(
                values.required(key + ".rule", written.rule(), "the rule's name"),
                text(written.when()),
                text(written.since()),
                values.grace(key + ".grace", written.grace()),
                values.choice(key + ".state", written.state(), STATES),
                values.flag(key + ".on-request", written.onRequest()),
                values.flag(key + ".force", written.force()),
                values.zone(key + ".zone", written.zone()),
                values.choice(key + ".unit", written.unit(), JoinReader.UNITS),
                joins.test(key, written.column(), written.values()),
                text(written.purgeAfter()),
                joins.join(key + ".join", written.join()));
        checkSelective(key, rule);
        checkDates(key, rule, written);
        return rule;
    }

    private void checkSelective(String key, DueRule rule) {
        if (!rule.onRequest() && !rule.selective()) {
            complaints.add(
                    key + ".when",
                    "is missing: write the SQL predicate over the organization's row, or column, purge-after or join,"
                            + " because without any of them every organization would be a candidate");
        }
    }

    private void checkDates(String key, DueRule rule, OrgPurgeProperties.Due written) {
        List<String> dates = dates(rule);
        if (dates.size() > 1) {
            complaints.add(
                    key,
                    "names several dates, " + String.join(" and ", dates)
                            + ": keep the one that it is due by, and write conditions on the others in when");
        }
        boolean joined = dates.contains("join.since");
        if (dates.isEmpty()) {
            needsSince(key + ".grace", written.grace());
        }
        if (dates.isEmpty() || joined) {
            needsSince(key + ".zone", written.zone());
            needsSince(key + ".unit", written.unit());
        }
        if (rule.purgeAfter() != null && text(written.grace()) != null) {
            complaints.add(
                    key + ".grace",
                    "cannot be added to purge-after, which is the very moment: remove it, or write since instead");
        }
    }

    private static List<String> dates(DueRule rule) {
        List<String> dates = new ArrayList<>();
        ColumnTest column = rule.column();
        if (column != null && column.values().isEmpty()) {
            dates.add("column (it has no values)");
        }
        if (rule.since() != null) {
            dates.add("since");
        }
        if (rule.purgeAfter() != null) {
            dates.add("purge-after");
        }
        if (rule.join() != null && rule.join().since() != null) {
            dates.add("join.since");
        }
        return dates;
    }

    private void needsSince(String key, @Nullable String written) {
        if (text(written) != null) {
            complaints.add(key, "needs since: write the column or expression from which the time counts");
        }
    }
}
