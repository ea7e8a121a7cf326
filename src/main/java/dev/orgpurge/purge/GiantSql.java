package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements for the children of one parent that has so many that they are cut by their own key. */
final class GiantSql {

    private final DeleteSql deletes;

    GiantSql(DeleteSql deletes) {
        this.deletes = deletes;
    }

    /**
     * Which of one parent's children, in the order of their key: those above {@code :after}, up to {@code :upto}. What is not
     * bounded is not in the statement: a condition that is true or not by a parameter keeps the planner from the key's index.
     */
    record Cut(boolean after, boolean upto) {}

    /** Deletes the children of the only parent of the range {@code :from}, {@code :to}. */
    String delete(PlanStep step, Relation relation, Cut cut) {
        return deletes.byParentOfOne(step, relation, childRange(step, cut));
    }

    /** The keys of every so many rows below the parent {@code :to}, as text, in their order. */
    String bounds(PlanStep step, Relation relation, Cut cut) {
        List<Column> key = key(step);
        return "select b.texts from (select " + texts(key) + " as texts, row_number() over (order by " + order(key)
                + ") as nth" + from(step, relation, cut) + ") b where b.nth % " + GiantBounds.STRIDE
                + " = 0 order by b.nth";
    }

    /** The key of the row that ends the next {@code width} rows below the parent {@code :to}, as text; no row: there are fewer. */
    String nextBound(PlanStep step, Relation relation, Cut cut, int width) {
        List<Column> key = key(step);
        return "select " + texts(key) + from(step, relation, cut) + " order by " + order(key) + " offset " + (width - 1)
                + " limit 1";
    }

    private String from(PlanStep step, Relation relation, Cut cut) {
        KeyTable keys = deletes.keys(relation);
        return " from " + step.table().sql() + " t join " + keys.sql() + " k on k.n = :to and "
                + child("t", relation, "k", keys) + " where true" + childRange(step, cut);
    }

    /** Conditions, each starting with {@code and}; the child's key is compared as a row. */
    private static String childRange(PlanStep step, Cut cut) {
        List<Column> key = key(step);
        return (cut.after() ? " and " + row(key) + " > " + parameters("after", key) : "")
                + (cut.upto() ? " and " + row(key) + " <= " + parameters("upto", key) : "");
    }

    private static List<Column> key(PlanStep step) {
        return step.table().identity().orElseThrow().columns();
    }

    private static String texts(List<Column> key) {
        return key.stream()
                .map(column -> "t." + column.sql() + "::text")
                .collect(Collectors.joining(", ", "array[", "]"));
    }

    private static String order(List<Column> key) {
        return key.stream().map(column -> "t." + column.sql()).collect(Collectors.joining(", "));
    }

    private static String row(List<Column> key) {
        return "row(" + order(key) + ")";
    }

    private static String parameters(String name, List<Column> key) {
        return "row("
                + IntStream.range(0, key.size())
                        .mapToObj(i -> "cast((cast(:" + name + " as text[]))[" + (i + 1) + "] as "
                                + key.get(i).sqlType() + ")")
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
