package dev.orgpurge.organization;

import dev.orgpurge.organization.Moments.Reading;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the due rules against the database, once, and turns them into SQL. */
final class RuleBinding {

    private final JdbcClient jdbc;
    private final RootTable root;
    private final JoinBinding joins;

    RuleBinding(JdbcClient jdbc, RootTable root, JoinBinding joins) {
        this.jdbc = jdbc;
        this.root = root;
        this.joins = joins;
    }

    List<BoundRule> bind(List<DueRule> rules) {
        List<BoundRule> bound = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (DueRule rule : rules) {
            String property = "orgpurge.organization.due[" + bound.size() + "]";
            if (!names.add(rule.rule())) {
                throw configuration(
                        property + ".rule", "\"" + rule.rule() + "\" is taken; give every rule its own name");
            }
            checkShape(rule, property);
            bound.add(bind(rule, property, "orgpurge_due_" + bound.size()));
        }
        return bound;
    }

    private static void checkShape(DueRule rule, String property) {
        if (!rule.selective() && !rule.onRequest()) {
            throw configuration(
                    property + ".when",
                    "without it every organization would be due; write a condition or on-request: true");
        }
        if (rule.grace().isNegative()) {
            throw configuration(property + ".grace", "a grace period cannot be negative; write a duration such as 30d");
        }
    }

    private BoundRule bind(DueRule rule, String property, String alias) {
        Optional<BoundJoin> join =
                Optional.ofNullable(rule.join()).map(written -> joins.bind(written, property + ".join", alias));
        Optional<BoundMoment> moment = moment(rule, property).or(() -> joined(rule, join));
        checkMoment(rule, property, moment.isPresent());
        return new BoundRule(rule, parts(rule, property, join), moment.orElse(null), join);
    }

    private static void checkMoment(DueRule rule, String property, boolean known) {
        if (!known && !rule.grace().equals(Duration.ZERO)) {
            throw configuration(property + ".grace", "a grace period needs a date to begin at; write since");
        }
        if (!known && rule.zone() != null) {
            throw configuration(property + ".zone", "a zone reads the date of since, and there is none; remove zone");
        }
        if (!known && rule.unit() != null) {
            throw configuration(property + ".unit", "a unit reads the date of since, and there is none; remove unit");
        }
    }

    private List<BoundPart> parts(DueRule rule, String property, Optional<BoundJoin> join) {
        List<BoundPart> parts = new ArrayList<>();
        ColumnTest test = rule.column();
        if (test != null) {
            parts.add(
                    test.asksForDate()
                            ? set(test.column(), property + ".column")
                            : new ColumnTests(jdbc).oneOf(test, root.table(), property));
        }
        if (rule.purgeAfter() != null) {
            parts.add(set(rule.purgeAfter(), property + ".purge-after"));
        }
        join.map(BoundJoin::part).ifPresent(parts::add);
        if (rule.when() != null) {
            SqlSnippet when = new SqlSnippet(property + ".when", rule.when());
            when.checkCondition(jdbc, root.table());
            parts.add(BoundPart.condition(when));
        }
        return parts;
    }

    /** A date that says by itself that the state has begun; many schemas write 0 where a number is not set. */
    private BoundPart set(String written, String property) {
        NamedColumn column = NamedColumn.find(root.table(), written, property);
        String sql = column.column().sql();
        boolean number = Moments.number(column.snippet().type(jdbc, root.table()));
        String isSet = number ? "coalesce(" + sql + " <> 0, false)" : sql + " is not null";
        return new BoundPart(
                property.substring(property.lastIndexOf('.') + 1),
                column.toString(),
                new SqlText().add(isSet),
                new SqlText()
                        .add("case when " + isSet + " then 'set' when " + sql
                                + " is null then 'null' else 'zero' end"));
    }

    private Optional<BoundMoment> moment(DueRule rule, String property) {
        ColumnTest test = rule.column();
        if (test != null && test.asksForDate()) {
            return Optional.of(column(test.column(), "column", rule, property));
        }
        if (rule.purgeAfter() != null) {
            return Optional.of(column(rule.purgeAfter(), "purge-after", rule, property));
        }
        return Optional.ofNullable(rule.since())
                .map(since -> new BoundMoment(
                        "since", since, moment(new SqlSnippet(property + ".since", since), "since", rule, property)));
    }

    private BoundMoment column(String written, String key, DueRule rule, String property) {
        NamedColumn column = NamedColumn.find(root.table(), written, property + "." + key);
        return new BoundMoment(key, column.toString(), moment(column.snippet(), key, rule, property));
    }

    private SqlText moment(SqlSnippet written, String key, DueRule rule, String property) {
        return new Moments(jdbc).bind(written, root.table(), new Reading(property, key, rule.zone(), rule.unit()));
    }

    private static Optional<BoundMoment> joined(DueRule rule, Optional<BoundJoin> join) {
        return Optional.ofNullable(rule.join())
                .flatMap(written -> Optional.ofNullable(written.since()))
                .flatMap(since -> join.map(
                        bound -> new BoundMoment("join.since", since, new SqlText().add(bound.column("since")))));
    }

    private static Problem configuration(String property, String detail) {
        return Problem.usage("CONFIGURATION", property + ": " + detail);
    }
}
