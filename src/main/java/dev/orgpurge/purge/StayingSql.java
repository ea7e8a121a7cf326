package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of a range that cannot go yet because something refers to them that does not go with them. Where rows of the range
 * refer to each other, whatever such a row refers to stays as well: the server would else delete or change the row that stays
 * behind the count.
 */
final class StayingSql {

    private final PlanTables tables;
    private final Function<PlanStep, KeyTable> keys;
    private final Map<PlanStep, String> lives;
    private final boolean careful;

    /**
     * @param lives the tables of the range, with the names under which a statement has their rows
     * @param careful anything that refers to a row keeps it; otherwise only what the server would not guard
     */
    StayingSql(PlanTables tables, Function<PlanStep, KeyTable> keys, Map<PlanStep, String> lives, boolean careful) {
        this.tables = tables;
        this.keys = keys;
        this.lives = lives;
        this.careful = careful;
    }

    /** Rows of the range may refer to each other in a way that matters. */
    boolean chained() {
        return lives.keySet().stream().flatMap(this::incoming).anyMatch(this::inside);
    }

    private Stream<Relation> incoming(PlanStep step) {
        return tables.incoming(step.table()).stream()
                .filter(relation -> !isKept(relation) && (careful || !relation.guards()));
    }

    private boolean inside(Relation relation) {
        return lives.keySet().stream()
                .anyMatch(step -> step.table().name().equals(relation.child().name()));
    }

    /** The name under which the statement has the rows that go; they still have to fulfil {@link #condition}. */
    String going(PlanStep step) {
        return chained() ? "going_" + step.order() : lives.getOrDefault(step, "");
    }

    /** Condition, starting with {@code and}, for a row {@code t} that goes. */
    String condition(PlanStep step) {
        return condition(step, List.of());
    }

    /** The same where rows of some tables have been deleted just now, and no more can arrive. */
    String condition(PlanStep step, List<PlanStep> gone) {
        return chained()
                ? ""
                : incoming(step)
                        .filter(relation -> gone.stream()
                                .noneMatch(companion -> companion
                                        .table()
                                        .name()
                                        .equals(relation.child().name())))
                        .map(relation -> " and not " + referred(relation))
                        .collect(Collectors.joining());
    }

    private String referred(Relation relation) {
        String together = lives.keySet().stream()
                .filter(step -> step.table().name().equals(relation.child().name()))
                .map(step -> " and not exists (select from " + lives.get(step) + " g where "
                        + PathSql.same("x", keys.apply(step), "g") + ")")
                .collect(Collectors.joining());
        return "exists (select from " + relation.child().sql() + " x where " + PathSql.childOf("x", relation, "t")
                + together + ")";
    }

    /** Expressions of a WITH RECURSIVE, each starting with a comma; none where no row of the range refers to another. */
    String expressions() {
        if (!chained()) {
            return "";
        }
        return ", bond (child, child_n, parent, n) as (" + bonds() + "), staying (step, n) as ((" + kept()
                + ") union select b.parent, b.n from staying s join bond b on b.child = s.step and b.child_n = s.n)"
                + lives.keySet().stream().map(this::rest).collect(Collectors.joining());
    }

    private String rest(PlanStep step) {
        return ", " + going(step) + " as materialized (select l.* from " + lives.get(step)
                + " l where not exists (select from staying s where s.step = " + step.order() + " and s.n = l.n))";
    }

    /** Which row of the range refers to which. */
    private String bonds() {
        return lives.keySet().stream()
                .flatMap(parent -> incoming(parent)
                        .flatMap(relation -> lives.keySet().stream()
                                .filter(child -> child.table()
                                        .name()
                                        .equals(relation.child().name()))
                                .map(child -> bond(child, relation, parent))))
                .collect(Collectors.joining(" union all "));
    }

    private String bond(PlanStep child, Relation relation, PlanStep parent) {
        return "select " + child.order() + ", c.n, " + parent.order() + ", p.n from " + lives.get(child) + " c join "
                + relation.child().sql() + " x on " + PathSql.same("x", keys.apply(child), "c") + " join "
                + lives.get(parent) + " p on " + PathSql.child("x", relation, "p", keys.apply(parent));
    }

    /** Rows that something outside the range refers to. */
    private String kept() {
        return lives.keySet().stream()
                .map(step -> {
                    List<String> referred = incoming(step).map(this::referred).toList();
                    return "select " + step.order() + ", l.n from " + lives.get(step) + " l join "
                            + step.table().sql() + " t on " + PathSql.same("t", keys.apply(step), "l") + " where "
                            + (referred.isEmpty() ? "false" : String.join(" or ", referred));
                })
                .collect(Collectors.joining(" union all "));
    }

    /** A retained row that no foreign key ties to its owner stays as it is, and holds nobody back. */
    private boolean isKept(Relation relation) {
        return relation.foreignKey() == null
                && tables.plan()
                        .step(relation.child().name())
                        .filter(step -> !step.deletes())
                        .isPresent();
    }
}
