package dev.orgpurge.purge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@code orgpurge.pause}, {@code pause_end} and {@code stop_request}. */
@Component
final class PauseStore {

    private static final String SELECT =
            "select p.pause_id, p.reason, p.paused_by, p.paused_role, p.paused_at from orgpurge.pause p"
                    + " where not exists (select from orgpurge.pause_end e where e.pause_id = p.pause_id)"
                    + " order by p.pause_id";

    private final JdbcClient jdbc;

    PauseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The oldest pause that has not ended. */
    Optional<Pause> standing() {
        return jdbc.sql(SELECT + " limit 1").query(PauseStore::pause).optional();
    }

    Pause begin(String reason, String by) {
        jdbc.sql("insert into orgpurge.pause (reason, paused_by) values (:reason, :by)")
                .param("reason", reason)
                .param("by", by)
                .update();
        return standing().orElseThrow();
    }

    /** Ends whatever pause there is; answers what was ended. */
    List<Pause> end(String by) {
        List<Pause> ended = jdbc.sql(SELECT).query(PauseStore::pause).list();
        for (Pause pause : ended) {
            jdbc.sql("insert into orgpurge.pause_end (pause_id, resumed_by) values (:id, :by)")
                    .param("id", pause.id())
                    .param("by", by)
                    .update();
        }
        return ended;
    }

    /** The database role that says so. */
    String role() {
        return jdbc.sql("select session_user::text").query(String.class).single();
    }

    /** Asks whoever works for the run under its present epoch to stop; false if somebody has asked before. */
    boolean askToStop(Run run, String by) {
        return jdbc.sql("insert into orgpurge.stop_request (run_id, epoch, asked_by) values (:run, :epoch, :by)"
                                + " on conflict (run_id, epoch) do nothing")
                        .param("run", run.id())
                        .param("epoch", run.epoch())
                        .param("by", by)
                        .update()
                == 1;
    }

    private static Pause pause(ResultSet row, int index) throws SQLException {
        return new Pause(
                row.getLong("pause_id"),
                row.getString("reason"),
                row.getString("paused_by"),
                row.getString("paused_role"),
                row.getObject("paused_at", OffsetDateTime.class).toInstant());
    }
}
