package dev.orgpurge.shell;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the columns of the organizations' table look like they mean. */
record RootGuess(Table table, Column key) {

    private static final List<String> LABELS =
            List.of("name", "displayname", "label", "title", "legalname", "companyname", "slug", "url", "email");
    private static final Set<String> PEOPLE_AND_PARTS =
            Set.of("users", "user", "members", "memberships", "businesses", "accounts", "customers", "projects");

    /** @throws Problem usage, if there is no such table or nothing identifies its rows by one column */
    static RootGuess of(Catalogue catalogue, String written) {
        Table table = catalogue
                .find(written)
                .orElseThrow(() -> Problem.usage(
                        "NO_SUCH_TABLE",
                        "there is no table \"" + written + "\" in this database; name the table that holds one row per"
                                + " organization, schema-qualified if it is not on the search path"));
        return new RootGuess(
                table,
                key(catalogue, table)
                        .orElseThrow(() -> Problem.usage(
                                "NO_KEY",
                                table.name() + " has no column that is unique by itself and NOT NULL, so nothing names"
                                        + " one organization; add a primary or unique key")));
    }

    /** What other tables know an organization by; the primary key where nothing refers to it, or as much. */
    private static Optional<Column> key(Catalogue catalogue, Table table) {
        return Stream.concat(table.primaryKey().stream(), table.keys().stream())
                .map(Key::columns)
                .filter(columns -> columns.size() == 1 && columns.get(0).notNull())
                .map(columns -> columns.get(0))
                .reduce((best, next) ->
                        references(catalogue, table, next) > references(catalogue, table, best) ? next : best);
    }

    private static long references(Catalogue catalogue, Table table, Column column) {
        return catalogue.foreignKeys().stream()
                .filter(key -> key.referencedTable().equals(table.name()))
                .filter(key -> key.referencedColumns().equals(List.of(column)))
                .count();
    }

    boolean keyIsPrimary() {
        return table.primaryKey()
                .filter(primary -> primary.columns().equals(List.of(key)))
                .isPresent();
    }

    @Nullable
    Column label() {
        return LABELS.stream()
                .flatMap(name ->
                        table.columns().stream().filter(column -> plain(column).equals(name) && text(column)))
                .findFirst()
                .orElse(null);
    }

    /** Due rules that its columns suggest, as YAML; nobody but a person knows whether they are true. */
    List<String> dueRules() {
        List<String> rules = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = plain(column);
            if (time(column)
                    && name.matches(
                            "(soft)?deleted(at|on)?|deactivatedat|disabledat|archivedat|canceledat|cancelledat|closedat|suspendedat|terminatedat")) {
                rules.add(rule("deactivated", column.sql() + " is not null", column, "30d"));
            } else if (time(column)
                    && name.matches(
                            "expires(at|on)?|expiresat|expirydate|trialendsat|trialend|validuntil|scheduledpurgeat")) {
                rules.add(rule("expired", column.sql() + " is not null", column, "14d"));
            } else if (column.sqlType().equals("boolean")
                    && name.matches("(is)?(deleted|disabled|suspended|archived|deactivated)")) {
                rules.add(rule("deactivated", column.sql(), null, "30d"));
            } else if (column.sqlType().equals("boolean") && name.matches("(is)?(active|enabled)")) {
                rules.add(rule("deactivated", "not " + column.sql(), null, "30d"));
            } else if (name.matches("status|state|lifecycle(state|status)?")) {
                rules.add(rule("deactivated", column.sql() + "::text = 'DEACTIVATED'", null, "30d"));
            }
        }
        return rules;
    }

    private static String rule(String name, String when, @Nullable Column since, String grace) {
        String zone = since != null && !since.sqlType().endsWith("with time zone") ? ", zone: UTC" : "";
        return "{rule: " + name + ", when: " + YamlText.scalar(when)
                + (since == null ? "" : ", since: " + YamlText.scalar(since.sql()) + ", grace: " + grace + zone)
                + ", state: " + name + "}";
    }

    /** Tables straight below the organization that somebody may want to see empty first. */
    List<Table> dependents(Catalogue catalogue) {
        return catalogue.foreignKeys().stream()
                .filter(key -> key.referencedTable().equals(table.name()) && !key.selfReference())
                .map(ForeignKey::table)
                .distinct()
                .filter(child -> PEOPLE_AND_PARTS.contains(child.name().toLowerCase(Locale.ROOT)))
                .map(catalogue::table)
                .toList();
    }

    private static boolean text(Column column) {
        return column.sqlType().equals("text")
                || column.sqlType().startsWith("character")
                || column.sqlType().endsWith("citext");
    }

    private static boolean time(Column column) {
        return column.sqlType().startsWith("timestamp") || column.sqlType().equals("date");
    }

    private static String plain(Column column) {
        return column.name().replace("_", "").toLowerCase(Locale.ROOT);
    }
}
