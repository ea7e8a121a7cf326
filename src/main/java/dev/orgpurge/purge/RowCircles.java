package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.plan.PlanStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows that refer to each other in circles, cut into pieces that have no key between them. */
@Component
final class RowCircles {

    /** Pieces that go in one statement have about as many rows together; a single piece may have more. */
    private static final int ROWS = 5_000;

    private final JdbcClient jdbc;

    RowCircles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Numbers the pieces of what is left without a height; all of it in the caller's transaction. */
    void cut(BatchContext batch, Work work) {
        CircleSql sql = sql(batch, work);
        if (!any(sql)) {
            return;
        }
        sql.build().forEach(statement -> jdbc.sql(statement).update());
        while (jdbc.sql(sql.join()).update() > 0) {
            while (jdbc.sql(sql.shorten()).update() > 0) {
                // every round halves the longest chain
            }
        }
        sql.finish().forEach(statement -> jdbc.sql(statement).update());
    }

    private boolean any(CircleSql sql) {
        return jdbc.sql(sql.any()).query(Boolean.class).single();
    }

    /** A stretch of pieces that go together, from {@code first} to {@code last}. */
    record Stretch(long first, long last) {}

    List<Stretch> stretches(BatchContext batch, Work work) {
        return jdbc.sql(sql(batch, work).stretches())
                .param("rows", ROWS)
                .query((row, i) -> new Stretch(row.getLong("first"), row.getLong("last")))
                .list();
    }

    /** The organizations a piece belongs to; several if their rows refer to each other. */
    List<Integer> owners(BatchContext batch, Work work, long piece) {
        return jdbc.sql(sql(batch, work).owners())
                .param("piece", piece)
                .query((row, i) -> row.getInt(1))
                .list();
    }

    /** Organizations that one statement would have to delete too many rows of, with the reason. */
    Map<Integer, List<Reason>> tooLarge(BatchContext batch, KeyRows kept) {
        long most = batch.context().settings().maxCircleRows();
        Map<Integer, List<Reason>> tooLarge = new TreeMap<>();
        for (Work work : batch.tables().deletions()) {
            if (work.component() && work.steps().stream().anyMatch(kept::any)) {
                jdbc.sql(sql(batch, work).largerThan()).param("most", most).query(row -> {
                    Reason reason = reason(work, row.getLong("rows"), most);
                    tooLarge.putIfAbsent(row.getInt("ordinal"), List.of(reason));
                });
            }
        }
        return tooLarge;
    }

    private static Reason reason(Work work, long rows, long most) {
        PlanStep step = work.steps().get(0);
        return new Reason(
                ReasonCode.COMPONENT_TOO_LARGE,
                step.table().name().toString(),
                null,
                rows + " rows refer to each other in circles and can only go in one statement; that is more than"
                        + " orgpurge.batch.max-circle-rows = " + most);
    }

    private static CircleSql sql(BatchContext batch, Work work) {
        return new CircleSql(batch.tables(), work.steps(), batch.run().number(), batch.batch());
    }
}
