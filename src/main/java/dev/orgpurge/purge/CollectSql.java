package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The statements that find keys and count rows before anything is deleted. */
final class CollectSql {

    private final PlanTables tables;
    private final long runNumber;
    private final int batch;
    private final DeleteSql deletes;

    CollectSql(PlanTables tables, long runNumber, int batch) {
        this.tables = tables;
        this.runNumber = runNumber;
        this.batch = batch;
        this.deletes = new DeleteSql(tables, runNumber, batch);
    }

    KeyTable keys(PlanStep step) {
        return tables.requireKeys(step.table(), runNumber, batch);
    }

    /** Without its primary key, which is built faster over what it holds. */
    String create(KeyTable keys) {
        String columns = keys.columns().stream()
                .map(column -> keys.column(column) + " " + column.sqlType())
                .collect(Collectors.joining(", "));
        return "create table " + keys.sql()
                + " (n bigint not null, ordinal integer not null, moved boolean not null default false, height integer, piece integer, "
                + columns
                + ")";
    }

    String primaryKey(KeyTable keys) {
        return "alter table " + keys.sql() + " add primary key (n)";
    }

    /** One index per set of columns that something joins on. */
    List<String> indexes(KeyTable keys) {
        List<String> statements = new ArrayList<>();
        String identity = String.join(", ", PathSql.keyNames(keys, keys.identity()));
        statements.add("create unique index on " + keys.sql() + " (" + identity + ") include (ordinal)");
        tables.incoming(keys.table()).stream()
                .map(relation -> String.join(", ", PathSql.keyNames(keys, relation.parentColumns())))
                .filter(columns -> !columns.equals(identity))
                .distinct()
                .forEach(columns -> statements.add("create index on " + keys.sql() + " (" + columns + ")"));
        return statements;
    }

    /** The batch's organizations, whose root rows still exist and are not kept yet; numbered on, by key. */
    String fillRoot(KeyTable keys) {
        String columns = keys.columns().stream()
                .map(column -> ", p." + column.sql() + "::" + column.sqlType())
                .collect(Collectors.joining());
        Column key = tables.plan().rootKey();
        return "insert into " + keys.sql() + " (n, ordinal, " + columnList(keys)
                + ") select (select coalesce(max(n), 0) from " + keys.sql() + ") + row_number() over (order by p."
                + key.sql() + "), r.ordinal" + columns
                + " from orgpurge.run_organization r join "
                + keys.table().sql() + " p on p." + key.sql()
                + " = cast(r.organization as " + key.sqlType() + ") where r.run_id = :run and r.batch = :batch"
                + " and r.status in ('pending', 'claimed') and not exists (select from " + keys.sql()
                + " e where e.ordinal = r.ordinal)";
    }

    /**
     * Rows that hang off kept parents and are not kept yet; numbered on, in key order.
     *
     * @param empty nothing is kept yet
     */
    String fill(PlanStep step, boolean empty) {
        KeyTable keys = keys(step);
        String list = columnList(keys);
        String identity = String.join(", ", PathSql.keyNames(keys, keys.identity()));
        String last = empty ? "" : "(select coalesce(max(n), 0) from " + keys.sql() + ") + ";
        return "insert into " + keys.sql() + " (n, ordinal, " + list + ") select " + last
                + "row_number() over (order by " + identity + "), ordinal, " + list + " from (" + owned(step, keys)
                + ") s" + (empty ? "" : unlessKept(keys));
    }

    /** Each owned row once: by one foreign key a row has one parent, else it may hang off more. */
    private String owned(PlanStep step, KeyTable keys) {
        String list = columnList(keys);
        String union = step.ownership().stream()
                .map(relation -> "select k.ordinal, " + typed(keys, "t") + from(relation, step, "k", "t"))
                .collect(Collectors.joining(" union all "));
        return step.ownership().size() == 1 && step.ownership().get(0).foreignKey() != null
                ? union
                : "select min(ordinal) as ordinal, " + list + " from (" + union + ") u group by " + list;
    }

    private static String unlessKept(KeyTable keys) {
        List<String> identity = PathSql.keyNames(keys, keys.identity());
        return " where not exists (select from " + keys.sql() + " e where "
                + PathSql.equal("e", identity, "s", identity) + ")";
    }

    private static String columnList(KeyTable keys) {
        return keys.columns().stream().map(keys::column).collect(Collectors.joining(", "));
    }

    private static String typed(KeyTable keys, String row) {
        return keys.columns().stream()
                .map(column -> row + "." + column.sql() + "::" + column.sqlType() + " as " + keys.column(column))
                .collect(Collectors.joining(", "));
    }

    private String from(Relation relation, PlanStep step, String key, String row) {
        KeyTable parent = tables.requireKeys(relation.parent(), runNumber, batch);
        return " from " + parent.sql() + " " + key + " join " + step.table().sql() + " " + row + " on "
                + child(row, relation, key, parent);
    }

    /** Kept keys of a table per organization. */
    String countKept(PlanStep step) {
        return "select k.ordinal, count(*) as rows from " + keys(step).sql() + " k group by 1";
    }

    /** Rows of a table per organization, each row once. */
    String count(PlanStep step) {
        Optional<KeyTable> own = tables.keys(step.table(), runNumber, batch);
        if (own.isPresent()) {
            return "select k.ordinal, count(*) as rows from " + own.get().sql() + " k join "
                    + step.table().sql() + " t on " + PathSql.same("t", own.get(), "k") + " group by 1";
        }
        if (step.ownership().size() == 1) {
            return "select k.ordinal, count(*) as rows" + from(step.ownership().get(0), step, "k", "t") + " group by 1";
        }
        String identity = step.table()
                .identity()
                .map(key -> key.columns().stream()
                        .map(column -> "t." + column.sql())
                        .collect(Collectors.joining(", ")))
                .orElse("t.tableoid, t.ctid");
        String union = step.ownership().stream()
                .map(relation -> "select k.ordinal, " + identity + from(relation, step, "k", "t"))
                .collect(Collectors.joining(" union "));
        return "select u.ordinal, count(*) as rows from (" + union + ") u group by 1";
    }

    /** Rows that a detachment would alter, per organization. */
    String countDetachable(Reference reference) {
        Relation relation = reference.relation();
        KeyTable keys = tables.requireKeys(relation.parent(), runNumber, batch);
        KeyTable root = tables.requireKeys(tables.plan().root(), runNumber, batch);
        return "select k.ordinal, count(*) as rows from " + keys.sql() + " k join " + root.sql()
                + " o on o.ordinal = k.ordinal join " + relation.child().sql() + " t on "
                + child("t", relation, "k", keys) + " where true" + deletes.detachable(reference) + " group by 1";
    }

    /** Parents with more than {@code :giant} rows of a table below them. */
    String giants(PlanStep step, Relation relation) {
        return "select k.n" + from(relation, step, "k", "t") + " group by 1 having count(*) > :giant order by 1";
    }
}
