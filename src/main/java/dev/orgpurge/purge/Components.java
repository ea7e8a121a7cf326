package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tables that refer to each other: orders their rows leaves first, and cuts rows in circles into pieces that go in one
 * statement.
 */
@Component
final class Components {

    /** Chains longer than that are taken for circles: one statement deletes them as well, only not in chunks. */
    private static final int MAX_HEIGHT = 2_000;

    private final JdbcClient jdbc;
    private final RowCircles circles;

    Components(JdbcClient jdbc, RowCircles circles) {
        this.jdbc = jdbc;
        this.circles = circles;
    }

    private record Height(PlanStep step, int height, long first, long last) {}

    /** Computes heights and numbers the keys by them; from scratch, because late rows may stand anywhere. */
    void order(BatchContext batch, Work work) {
        ComponentSql sql = sql(batch, work);
        work.steps().forEach(step -> jdbc.sql(sql.reset(step)).update());
        boolean raised = true;
        for (int height = 1; raised && height <= MAX_HEIGHT; height++) {
            raised = false;
            for (PlanStep step : work.steps()) {
                raised |= jdbc.sql(sql.raise(step)).param("height", height).update() > 0;
            }
        }
        for (PlanStep step : work.steps()) {
            sql.renumber(step).forEach(statement -> jdbc.sql(statement).update());
            jdbc.sql("analyze " + sql.keys(step).sql()).update();
        }
        circles.cut(batch, work);
    }

    private static ComponentSql sql(BatchContext batch, Work work) {
        return new ComponentSql(batch.tables(), work.steps(), batch.run().number(), batch.batch());
    }

    /**
     * Slices to be worked in this order, by one worker: height after height, then the circles. A table that only refers to
     * itself is one slice: whatever must go before a row has a lower number, and goes before it or in the same statement.
     */
    List<Slice> slices(BatchContext batch, Work work) {
        ComponentSql sql = sql(batch, work);
        List<Height> heights = new ArrayList<>();
        work.steps().forEach(step -> heights.addAll(heights(sql, step)));
        heights.sort(Comparator.comparingInt(Height::height));
        List<Slice> slices = new ArrayList<>();
        if (work.steps().size() == 1 && !heights.isEmpty()) {
            Height highest = heights.get(heights.size() - 1);
            slices.add(slice(work, 0, highest.step().order(), 0, highest.last()));
        } else {
            heights.forEach(height ->
                    slices.add(slice(work, slices.size(), height.step().order(), height.first() - 1, height.last())));
        }
        circles.stretches(batch, work)
                .forEach(stretch ->
                        slices.add(slice(work, slices.size(), Slice.CORE, stretch.first() - 1, stretch.last())));
        return slices;
    }

    private static Slice slice(Work work, int number, int target, long position, long keyTo) {
        return new Slice(work.number(), number, target, 0, Slice.Kind.KEYS, keyTo, position, null, 0);
    }

    private List<Height> heights(ComponentSql sql, PlanStep step) {
        return jdbc.sql(sql.heights(step))
                .query((row, i) -> new Height(step, row.getInt("height"), row.getLong("first"), row.getLong("last")))
                .list();
    }
}
