package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that order the rows of tables which refer to each other: a row's height is 1 if no kept row of the
 * component refers to it, else one more than the highest of those that do. Rows in a circle have none.
 */
final class ComponentSql {

    private final PlanTables tables;
    private final List<PlanStep> component;
    private final long runNumber;
    private final int batch;

    ComponentSql(PlanTables tables, List<PlanStep> component, long runNumber, int batch) {
        this.tables = tables;
        this.component = component;
        this.runNumber = runNumber;
        this.batch = batch;
    }

    KeyTable keys(PlanStep step) {
        return tables.requireKeys(step.table(), runNumber, batch);
    }

    String reset(PlanStep step) {
        return "update " + keys(step).sql() + " set height = null where height is not null";
    }

    /** Gives {@code :height} to the rows of one table that only lower rows refer to. */
    String raise(PlanStep step) {
        StringBuilder sql = new StringBuilder();
        sql.append("update ").append(keys(step).sql()).append(" k set height = :height where k.height is null");
        for (Relation relation : inside(step)) {
            KeyTable children = tables.requireKeys(relation.child(), runNumber, batch);
            sql.append(" and not exists (select from ")
                    .append(relation.child().sql())
                    .append(" x join ")
                    .append(children.sql())
                    .append(" j on ")
                    .append(PathSql.same("x", children, "j"))
                    .append(" where ")
                    .append(PathSql.child("x", relation, "k", keys(step)))
                    .append(" and (j.height is null or j.height >= :height))");
        }
        return sql.toString();
    }

    private List<Relation> inside(PlanStep step) {
        return tables.hardIncoming(step.table()).stream()
                .filter(relation -> component.stream()
                        .anyMatch(other ->
                                other.table().name().equals(relation.child().name())))
                .toList();
    }

    /** Numbers the keys anew, lowest first; in two strokes, because the number is unique at every moment. */
    List<String> renumber(PlanStep step) {
        KeyTable keys = keys(step);
        List<String> order = new ArrayList<>(List.of("height nulls last"));
        order.addAll(PathSql.keyNames(keys, keys.identity()));
        return List.of(
                "update " + keys.sql() + " k set n = -s.place from (select n, row_number() over (order by "
                        + String.join(", ", order) + ") as place from " + keys.sql() + ") s where k.n = s.n",
                "update " + keys.sql() + " set n = -n");
    }

    /** First and last number of each height of a table. */
    String heights(PlanStep step) {
        return "select height, min(n) as first, max(n) as last from "
                + keys(step).sql() + " where height is not null group by height order by height";
    }
}
