package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks for rows that are left, in words of its own: the foreign keys are those that the database has now, not those of the
 * plan, and no predicate is shared with the statements that deleted. With the parents gone a path proves nothing, so rows are
 * found by what is known of them: the ids on record of the organizations, the saved keys of their parents, and for tables
 * whose own keys were saved these as well.
 */
final class RecountSql {

    private static final String ON_RECORD =
            "orgpurge.run_organization o where o.run_id = :run and o.batch = :batch and o.status = 'deleted'";

    private final PlanTables tables;
    private final Catalogue now;
    private final long runNumber;
    private final int batch;

    /** @param now the catalogue, read after the last delete */
    RecountSql(PlanTables tables, Catalogue now, long runNumber, int batch) {
        this.tables = tables;
        this.now = now;
        this.runNumber = runNumber;
        this.batch = batch;
    }

    /** The ways that lead to rows left in a table, each a query for {@code ordinal} and the row. Parameters {@code :run}, {@code :batch}. */
    record Ways(List<String> queries) {

        /**
         * How many there are; who is found in several ways, as often. As a rule 0: to know that, no row need be remembered, and
         * the server may count in parallel.
         */
        String some() {
            return "select count(*) from (" + String.join(" union all ", queries) + ") l";
        }

        /** How many each organization has, each row once: {@code ordinal, rows}. */
        String each() {
            return "select l.ordinal, count(*) as rows from (" + String.join(" union ", queries)
                    + ") l group by l.ordinal";
        }
    }

    /** @param kept tables of which keys were saved; what hangs off no key need not be looked for */
    Ways rowsLeft(PlanStep step, Predicate<Table> kept) {
        List<String> ways = new ArrayList<>();
        if (step.isRoot()) {
            ways.add(byId(step.table(), tables.plan().rootKey(), ""));
        } else if (tables.isCollected(step) && kept.test(step.table())) {
            ways.add(byOwnKey(step));
        }
        now.foreignKeys().stream()
                .filter(key -> key.table().equals(step.table().name()) && !key.temporal())
                .forEach(key -> pointing(step.table(), key, kept).ifPresent(ways::add));
        step.ownership().stream()
                .filter(relation -> relation.foreignKey() == null && kept.test(relation.parent()))
                .forEach(relation -> ways.add(declared(relation)));
        return new Ways(ways);
    }

    private String byOwnKey(PlanStep step) {
        KeyTable keys = keys(step.table());
        return saved(step.table(), keys, keys.identity(), keys.identity(), "");
    }

    private Optional<String> pointing(Table child, ForeignKey key, Predicate<Table> kept) {
        return tables.plan()
                .step(key.referencedTable())
                .filter(tables::isCollected)
                .filter(parent -> kept.test(parent.table()))
                .filter(parent -> keys(parent.table()).columns().containsAll(key.referencedColumns()))
                .map(parent -> pointing(child, key, parent));
    }

    private String pointing(Table child, ForeignKey key, PlanStep parent) {
        List<Column> toward = key.referencedColumns();
        if (isRoot(parent.table()) && toward.equals(List.of(tables.plan().rootKey()))) {
            return byId(child, key.columns().get(0), "");
        }
        return saved(child, keys(parent.table()), key.columns(), toward, "");
    }

    private String declared(Relation relation) {
        Column column = relation.columns().get(0);
        String as = relation.cast() ? "::" + column.sqlType() : "";
        if (relation.parentColumns().equals(List.of(tables.plan().rootKey())) && isRoot(relation.parent())) {
            return byId(relation.child(), column, as) + condition(relation);
        }
        KeyTable keys = keys(relation.parent());
        return saved(relation.child(), keys, relation.columns(), relation.parentColumns(), as) + condition(relation);
    }

    private boolean isRoot(Table table) {
        return table.name().equals(tables.plan().root().name());
    }

    /** The policy's own words decide which rows the relation means. */
    private static String condition(Relation relation) {
        String when = relation.when();
        return when == null
                ? ""
                : " and exists (select from (select t.*) as orgpurge_row where "
                        + new SqlSnippet("orgpurge.tables", when).sql() + ")";
    }

    /**
     * By the ids on record: whatever the key tables hold, these are whom the certificate will name. As one array, so that rows are
     * visited page by page: one organization after the other would visit each page as often as there are organizations.
     */
    private String byId(Table child, Column column, String as) {
        String id = "cast(o.organization as " + tables.plan().rootKey().sqlType() + ")" + as;
        String found = "with found as materialized (select t.tableoid, t.ctid, t.* from " + child.sql() + " t where t."
                + column.sql() + " = any (array(select " + id + " from " + ON_RECORD + "))) select * from found";
        return "select o.ordinal, t.tableoid, t.ctid from (" + found + ") t, " + ON_RECORD + " and t." + column.sql()
                + " = " + id;
    }

    /** @param as what the saved value has to be cast to, with its two colons, or nothing */
    private static String saved(Table child, KeyTable keys, List<Column> columns, List<Column> toward, String as) {
        String match = IntStream.range(0, columns.size())
                .mapToObj(i -> "t." + columns.get(i).sql() + " = s." + keys.column(toward.get(i)) + as)
                .collect(Collectors.joining(" and "));
        return "select s.ordinal, t.tableoid, t.ctid from " + child.sql() + " t, " + keys.sql()
                + " s where not s.moved and " + match;
    }

    private KeyTable keys(Table table) {
        return tables.requireKeys(table, runNumber, batch);
    }
}
