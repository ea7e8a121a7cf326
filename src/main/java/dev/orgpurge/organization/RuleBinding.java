package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the due rules against the database, once, and turns them into SQL. */
final class RuleBinding {

    private static final Set<String> WITHOUT_ZONE = Set.of("timestamp", "date");

    /** Anything else it would take for an abbreviation (CET: never daylight saving) or a POSIX specification. */
    private static final String KNOWN_ZONE = """
            select exists (select from pg_catalog.pg_timezone_names where name = cast(? as text))
               and not exists (select from pg_catalog.pg_timezone_abbrevs where abbrev = upper(cast(? as text)))
            """;

    private final JdbcClient jdbc;
    private final RootTable root;

    RuleBinding(JdbcClient jdbc, RootTable root) {
        this.jdbc = jdbc;
        this.root = root;
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
            bound.add(new BoundRule(rule, when(rule, property), since(rule, property)));
        }
        return bound;
    }

    private static void checkShape(DueRule rule, String property) {
        if (rule.when() == null && !rule.onRequest()) {
            throw configuration(
                    property + ".when",
                    "without it every organization would be due; write a condition or on-request: true");
        }
        if (rule.grace().isNegative()) {
            throw configuration(property + ".grace", "a grace period cannot be negative; write a duration such as 30d");
        }
        if (rule.since() == null && !rule.grace().equals(Duration.ZERO)) {
            throw configuration(property + ".grace", "a grace period needs a date to begin at; write since");
        }
        if (rule.since() == null && rule.zone() != null) {
            throw configuration(property + ".zone", "a zone reads the date of since, and there is none; remove zone");
        }
    }

    private String when(DueRule rule, String property) {
        if (rule.when() == null) {
            return "true";
        }
        SqlSnippet when = new SqlSnippet(property + ".when", rule.when());
        when.checkCondition(jdbc, root.table());
        return when.sql();
    }

    private @Nullable SqlText since(DueRule rule, String property) {
        if (rule.since() == null) {
            return null;
        }
        SqlSnippet since = new SqlSnippet(property + ".since", rule.since());
        String type = since.type(jdbc, root.table());
        if (type.equals("timestamptz")) {
            return withOwnZone(since, rule.zone(), property);
        }
        if (!WITHOUT_ZONE.contains(type)) {
            throw configuration(
                    since.property(),
                    "it is of type " + type + "; write an expression of type timestamptz, timestamp or date");
        }
        return inZone(since, rule.zone(), type, property);
    }

    private static SqlText withOwnZone(SqlSnippet since, @Nullable ZoneId zone, String property) {
        if (zone != null) {
            throw configuration(property + ".zone", "since is of type timestamptz and needs none; remove zone");
        }
        return new SqlText().add(since.sql());
    }

    private SqlText inZone(SqlSnippet since, @Nullable ZoneId zone, String type, String property) {
        if (zone == null) {
            throw configuration(
                    property + ".zone",
                    "since is of type " + type
                            + " and says no zone; write the zone it is meant in, such as Europe/Berlin");
        }
        SqlText local = new SqlText().add("(" + since.sql() + "::timestamp at time zone ");
        if (zone.normalized() instanceof ZoneOffset offset) {
            // as text, PostgreSQL would read +02:00 the POSIX way: west of Greenwich (manual, section B.5)
            return local.add("make_interval(secs => cast(? as double precision)))", offset.getTotalSeconds());
        }
        checkZone(zone, property);
        return local.add("cast(? as text))", zone.getId());
    }

    private void checkZone(ZoneId zone, String property) {
        boolean known = jdbc.sql(KNOWN_ZONE)
                .params(zone.getId(), zone.getId())
                .query(Boolean.class)
                .single();
        if (!known) {
            throw configuration(
                    property + ".zone",
                    "this PostgreSQL knows no place's time zone \"" + zone + "\"; write one such as Europe/Berlin");
        }
    }

    private static Problem configuration(String property, String detail) {
        return Problem.usage("CONFIGURATION", property + ": " + detail);
    }
}
