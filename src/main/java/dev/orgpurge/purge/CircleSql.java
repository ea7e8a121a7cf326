package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that take apart what is left of a component, the rows without a height: rows that hang together by any
 * chain of keys make a piece, and only a piece needs one statement. Two working tables hold the rows as nodes, numbered over
 * all tables, and the keys between them as edges.
 */
final class CircleSql {

    private final PlanTables tables;
    private final List<PlanStep> component;
    private final long runNumber;
    private final int batch;
    private final String nodes;
    private final String edges;

    CircleSql(PlanTables tables, List<PlanStep> component, long runNumber, int batch) {
        this.tables = tables;
        this.component = component;
        this.runNumber = runNumber;
        this.batch = batch;
        String own = keys(component.get(0)).sql();
        this.nodes = own + "_node";
        this.edges = own + "_edge";
    }

    private KeyTable keys(PlanStep step) {
        return tables.requireKeys(step.table(), runNumber, batch);
    }

    /** Some row is left in a circle. */
    String any() {
        return "select exists (" + core("") + ")";
    }

    private String core(String columns) {
        return component.stream()
                .map(step -> "select " + columns + " from " + keys(step).sql() + " k where k.height is null")
                .collect(Collectors.joining(" union all "));
    }

    /** Creates and fills the working tables; each row begins as a piece of its own. */
    List<String> build() {
        List<String> sql = new ArrayList<>();
        sql.add("create table " + nodes + " (id bigint not null, ordinal integer not null, label bigint not null)");
        sql.add("create table " + edges + " (a bigint not null, b bigint not null)");
        for (PlanStep step : component) {
            String id = id(step, "k");
            sql.add("insert into " + nodes + " select " + id + ", k.ordinal, " + id + " from "
                    + keys(step).sql() + " k where k.height is null");
            inside(step).forEach(relation -> sql.add(edges(step, relation)));
        }
        sql.add("insert into " + edges + " select b, a from " + edges);
        sql.add("analyze " + nodes + ", " + edges);
        return sql;
    }

    /** A number that no row of another table of the component has. */
    private String id(PlanStep step, String key) {
        return "(" + key + ".n * " + component.size() + " + " + component.indexOf(step) + ")";
    }

    private List<Relation> inside(PlanStep step) {
        return tables.hardIncoming(step.table()).stream()
                .filter(relation -> component.contains(tables.step(relation.child())))
                .toList();
    }

    private String edges(PlanStep parent, Relation relation) {
        PlanStep child = tables.step(relation.child());
        return "insert into " + edges + " select " + id(child, "j") + ", " + id(parent, "k") + " from "
                + keys(child).sql() + " j join " + child.table().sql() + " x on "
                + PathSql.same("x", keys(child), "j") + " join " + keys(parent).sql() + " k on "
                + PathSql.child("x", relation, "k", keys(parent))
                + " where j.height is null and k.height is null and " + id(child, "j") + " <> " + id(parent, "k");
    }

    /** Joins every piece to the lowest of those it touches; no row changed: they are whole. */
    String join() {
        return "update " + nodes + " r set label = m.label from (select na.label as piece, min(nb.label) as label from "
                + edges + " e join " + nodes + " na on na.id = e.a join " + nodes
                + " nb on nb.id = e.b where nb.label < na.label group by 1) m where r.id = m.piece";
    }

    /** Halves the chains of labels that joining has made. */
    String shorten() {
        return "update " + nodes + " x set label = y.label from " + nodes
                + " y where y.id = x.label and y.label <> x.label";
    }

    /** Numbers the pieces, organization after organization, writes the numbers to the keys and clears up. */
    List<String> finish() {
        List<String> sql = new ArrayList<>();
        for (PlanStep step : component) {
            sql.add("update " + keys(step).sql() + " k set piece = p.piece from " + nodes
                    + " v join (select label, row_number() over (order by min(ordinal), label) as piece from " + nodes
                    + " group by label) p on p.label = v.label where v.id = " + id(step, "k"));
        }
        sql.add("drop table " + nodes + ", " + edges);
        return sql;
    }

    /** Stretches of consecutive pieces with about {@code :rows} rows each, or one larger piece: {@code first, last}. */
    String stretches() {
        return "select min(piece) as first, max(piece) as last from (select piece,"
                + " (sum(rows) over (order by piece) - 1)::bigint / :rows as stretch from (select piece, count(*) as rows"
                + " from (" + core("k.piece") + ") c group by piece) p) s group by stretch order by 1";
    }

    /** Organizations with a piece of more than {@code :most} rows, and how large it is: {@code ordinal, rows}. */
    String largerThan() {
        return "with core as materialized (" + core("k.piece, k.ordinal")
                + "), large as (select piece, count(*) as rows from core group by 1 having count(*) > :most)"
                + " select c.ordinal, max(l.rows) as rows from core c join large l using (piece) group by 1";
    }

    /** The organizations that piece {@code :piece} belongs to. */
    String owners() {
        return "select distinct ordinal from (" + core("k.piece, k.ordinal") + ") c where piece = :piece";
    }
}
