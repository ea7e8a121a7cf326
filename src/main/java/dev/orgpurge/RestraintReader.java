package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.purge.Budget;
import dev.orgpurge.purge.PaceSetting;
import dev.orgpurge.purge.Pacing;
import dev.orgpurge.purge.Restraint;
import dev.orgpurge.purge.SynchronousCommit;
import dev.orgpurge.purge.Vacuum;
import dev.orgpurge.purge.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code orgpurge.pace}, {@code throttle}, {@code window}, {@code budget} and {@code afterwards}. */
final class RestraintReader {

    /** YAML takes on and off without quotes for true and false. */
    private static final Map<String, SynchronousCommit> COMMITS = Map.of(
            "off", SynchronousCommit.OFF,
            "false", SynchronousCommit.OFF,
            "local", SynchronousCommit.LOCAL,
            "remote-write", SynchronousCommit.REMOTE_WRITE,
            "on", SynchronousCommit.ON,
            "true", SynchronousCommit.ON,
            "remote-apply", SynchronousCommit.REMOTE_APPLY);

    private static final Map<String, Vacuum> VACUUMS = Map.of(
            "none", Vacuum.NONE,
            "analyze", Vacuum.ANALYZE,
            "vacuum", Vacuum.VACUUM,
            "vacuum-analyze", Vacuum.VACUUM_ANALYZE);

    private final Complaints complaints;
    private final WrittenValues values;

    RestraintReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    Pacing pacing(Pacing usual, OrgPurgeProperties.Pace pace, OrgPurgeProperties.Throttle throttle) {
        Map<String, @Nullable String> written = new LinkedHashMap<>();
        written.put("orgpurge.pace.rows-per-second", pace.rowsPerSecond());
        written.put("orgpurge.pace.nice-ratio", pace.niceRatio());
        written.put("orgpurge.throttle.replica-lag", throttle.replicaLag());
        written.put("orgpurge.throttle.wal-backlog", throttle.walBacklog());
        written.put("orgpurge.throttle.xmin-age", throttle.xminAge());
        written.put("orgpurge.throttle.blocked-sessions", throttle.blockedSessions());
        written.put("orgpurge.throttle.autovacuum", throttle.autovacuum());
        Pacing pacing = usual;
        for (Map.Entry<String, @Nullable String> one : written.entrySet()) {
            String text = text(one.getValue());
            if (text != null) {
                pacing = in(pacing, one.getKey(), text);
            }
        }
        return pacing;
    }

    private Pacing in(Pacing pacing, String key, String text) {
        PaceSetting setting = PaceSetting.valueOf(
                key.substring(key.lastIndexOf('.') + 1).replace('-', '_').toUpperCase(Locale.ROOT));
        return setting.in(pacing, text).orElseGet(() -> {
            complaints.add(key, "is " + WrittenValues.quoted(text) + ": write " + setting.hint());
            return pacing;
        });
    }

    Restraint restraint(OrgPurgeProperties written) {
        OrgPurgeProperties.Throttle throttle = written.throttle();
        String probe = text(throttle.probe());
        return new Restraint(
                Objects.requireNonNullElse(
                        values.choice(
                                "orgpurge.pace.synchronous-commit",
                                written.pace().synchronousCommit(),
                                COMMITS),
                        SynchronousCommit.OFF),
                values.duration(
                        "orgpurge.throttle.interval",
                        throttle.interval(),
                        Restraint.INTERVAL,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                replicas(throttle.replicas()),
                probe == null ? null : new SqlSnippet("orgpurge.throttle.probe", probe),
                window(written.window()),
                budget(written.budget()),
                Objects.requireNonNullElse(
                        values.choice(
                                "orgpurge.afterwards.vacuum",
                                written.afterwards().vacuum(),
                                VACUUMS),
                        Vacuum.NONE),
                values.duration(
                        "orgpurge.pace.lock-patience",
                        written.pace().lockPatience(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofHours(1)));
    }

    private List<String> replicas(List<String> written) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            names.add(values.required(
                    "orgpurge.throttle.replicas[" + i + "]",
                    written.get(i),
                    "the application_name under which the replica is connected"));
        }
        return names;
    }

    private @Nullable Window window(OrgPurgeProperties.WindowTimes written) {
        if (text(written.from()) == null && text(written.to()) == null && text(written.zone()) == null) {
            return null;
        }
        LocalTime from = time("orgpurge.window.from", written.from());
        LocalTime to = time("orgpurge.window.to", written.to());
        values.required("orgpurge.window.zone", written.zone(), "the time zone of from and to, such as Europe/Vienna");
        ZoneId zone = values.zone("orgpurge.window.zone", written.zone());
        if (from == null || to == null || zone == null) {
            return null;
        }
        if (from.equals(to)) {
            complaints.add("orgpurge.window.to", "is the same as from: write another time, or leave the window out");
        }
        return new Window(from, to, zone);
    }

    private @Nullable LocalTime time(String key, @Nullable String written) {
        String text = values.required(key, written, "a time of day such as \"22:00\"");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            complaints.add(
                    key,
                    "is " + WrittenValues.quoted(text)
                            + ": write a time of day in quotes, hours and minutes in two digits each, such as \"22:00\"");
            return null;
        }
    }

    private Budget budget(OrgPurgeProperties.Budget written) {
        String duration = text(written.duration());
        String rows = text(written.rows());
        return new Budget(
                duration == null
                        ? null
                        : values.duration(
                                "orgpurge.budget.duration",
                                duration,
                                Duration.ofHours(1),
                                Duration.ofSeconds(1),
                                Duration.ofDays(7)),
                rows == null
                        ? null
                        : Long.valueOf(values.number("orgpurge.budget.rows", rows, 1, 1, 1_000_000_000_000L)));
    }
}
