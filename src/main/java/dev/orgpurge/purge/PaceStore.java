package dev.orgpurge.purge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of {@code orgpurge.pace} and {@code run_pace}. */
@Component
final class PaceStore {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Long>> MILLIS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    PaceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Settings that hold instead of the configured ones.
     *
     * @param id 0: nobody ever changed any
     */
    record Change(
            long id,
            Map<PaceSetting, String> settings,
            String by,
            String role,
            @Nullable Instant at) {

        static final Change NONE = new Change(0, Map.of(), "", "", null);
    }

    /** What a run at work says of itself. */
    record Published(
            Map<PaceSetting, String> settings,
            long heard,
            @Nullable String waiting,
            @Nullable String why,
            @Nullable Instant since) {}

    Change latest() {
        return latest(jdbc);
    }

    /** Asked on a session of the caller's. */
    Change latest(JdbcClient session) {
        return session.sql("select pace_id, settings::text, set_by, set_role, set_at from orgpurge.pace"
                        + " order by pace_id desc limit 1")
                .query((row, i) -> new Change(
                        row.getLong("pace_id"),
                        settings(row.getString("settings")),
                        row.getString("set_by"),
                        row.getString("set_role"),
                        row.getObject("set_at", OffsetDateTime.class).toInstant()))
                .optional()
                .orElse(Change.NONE);
    }

    /** Settings that another version knows, and this one does not, are left out. */
    private static Map<PaceSetting, String> settings(String json) {
        Map<PaceSetting, String> settings = new EnumMap<>(PaceSetting.class);
        JSON.readValue(json, TEXTS)
                .forEach((key, text) -> PaceSetting.of(key).ifPresent(setting -> settings.put(setting, text)));
        return settings;
    }

    private static String json(Map<PaceSetting, String> settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        settings.forEach((setting, text) -> texts.put(setting.key(), text));
        return JSON.writeValueAsString(texts);
    }

    void change(Map<PaceSetting, String> settings, String by) {
        jdbc.sql("insert into orgpurge.pace (settings, set_by) values (cast(:settings as jsonb), :by)")
                .param("settings", json(settings))
                .param("by", by)
                .update();
    }

    /** What a run goes by from now on; it waits for nothing. */
    void publish(UUID run, Pacing pacing, long heard) {
        jdbc.sql("""
                        insert into orgpurge.run_pace (run_id, settings, heard)
                        values (:run, cast(:settings as jsonb), :heard)
                        on conflict (run_id) do update
                           set settings = excluded.settings, heard = excluded.heard, heard_at = clock_timestamp()
                        """)
                .param("run", run)
                .param("settings", json(pacing.texts()))
                .param("heard", heard)
                .update();
    }

    /** What a run waits for from now on, and how long it has waited so far. */
    void waits(UUID run, @Nullable Obstacle obstacle, Map<WaitReason, Long> millis) {
        Map<String, Long> waited = new LinkedHashMap<>();
        millis.forEach((reason, time) -> waited.put(reason.name(), time));
        jdbc.sql("""
                        update orgpurge.run_pace
                           set waiting = :waiting, waiting_why = :why,
                               waiting_since = case when cast(:waiting as text) is not null then clock_timestamp() end,
                               waited_millis = cast(:waited as jsonb)
                         where run_id = :run
                        """)
                .param("run", run)
                .param("waiting", obstacle == null ? null : obstacle.reason().name())
                .param("why", obstacle == null ? null : obstacle.why())
                .param("waited", JSON.writeValueAsString(waited))
                .update();
    }

    Optional<Published> published(UUID run) {
        return jdbc.sql("select settings::text, heard, waiting, waiting_why, waiting_since from orgpurge.run_pace"
                        + " where run_id = :run")
                .param("run", run)
                .query(PaceStore::published)
                .optional();
    }

    private static Published published(ResultSet row, int index) throws SQLException {
        OffsetDateTime since = row.getObject("waiting_since", OffsetDateTime.class);
        return new Published(
                settings(row.getString("settings")),
                row.getLong("heard"),
                row.getString("waiting"),
                row.getString("waiting_why"),
                since == null ? null : since.toInstant());
    }

    /** How long a run has waited in all its attempts. */
    Map<WaitReason, Long> waitedMillis(UUID run) {
        Map<WaitReason, Long> waited = new EnumMap<>(WaitReason.class);
        jdbc.sql("select waited_millis::text from orgpurge.run_pace where run_id = :run")
                .param("run", run)
                .query(String.class)
                .optional()
                .map(json -> JSON.readValue(json, MILLIS))
                .orElse(Map.of())
                .forEach((reason, millis) -> waited.put(WaitReason.valueOf(reason), millis));
        return waited;
    }
}
