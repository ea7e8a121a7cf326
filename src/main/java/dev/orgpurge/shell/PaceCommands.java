package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.PaceControl;
import dev.orgpurge.purge.PaceControl.AtWork;
import dev.orgpurge.purge.PaceControl.Author;
import dev.orgpurge.purge.PaceControl.Standing;
import dev.orgpurge.purge.PaceSetting;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Shows and changes the pace, also of a run that is at work. */
@Component
final class PaceCommands {

    private final Doors doors;
    private final Output output;

    PaceCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "pace",
            group = Vocabulary.Groups.PURGE,
            description = "the pace, and what a run waits for; with options, change it while a run is at work",
            help = "pace --rows-per-second 5000 --workers 1")
    void pace(
            @Option(longName = "target-chunk", description = "<DURATION> how long a chunk should take") @Nullable
                    String targetChunk,
            @Option(longName = "workers", description = "<N> fewer at once, more with the next batch") @Nullable
                    String workers,
            @Option(longName = "rows-per-second", description = "<N|off> of all workers together") @Nullable
                    String rowsPerSecond,
            @Option(longName = "nice-ratio", description = "<RATIO> pause after a chunk, in times of what it took")
                    @Nullable
                    String niceRatio,
            @Option(longName = "replica-lag", description = "<DURATION|off> wait above it") @Nullable String replicaLag,
            @Option(longName = "wal-backlog", description = "<SIZE|off> wait above it") @Nullable String walBacklog,
            @Option(longName = "xmin-age", description = "<N|off> transactions; wait above it") @Nullable
                    String xminAge,
            @Option(longName = "blocked-sessions", description = "<N|off> wait from so many on") @Nullable
                    String blockedSessions,
            @Option(longName = "autovacuum", description = "<true|false> wait for a vacuum of the table") @Nullable
                    String autovacuum,
            @Option(longName = "reset", description = "go by the configuration again") boolean reset) {
        Map<PaceSetting, @Nullable String> given = new EnumMap<>(PaceSetting.class);
        given.put(PaceSetting.TARGET_CHUNK, targetChunk);
        given.put(PaceSetting.WORKERS, workers);
        given.put(PaceSetting.ROWS_PER_SECOND, rowsPerSecond);
        given.put(PaceSetting.NICE_RATIO, niceRatio);
        given.put(PaceSetting.REPLICA_LAG, replicaLag);
        given.put(PaceSetting.WAL_BACKLOG, walBacklog);
        given.put(PaceSetting.XMIN_AGE, xminAge);
        given.put(PaceSetting.BLOCKED_SESSIONS, blockedSessions);
        given.put(PaceSetting.AUTOVACUUM, autovacuum);
        answer(carryOut(written(given), reset));
    }

    private static Map<PaceSetting, String> written(Map<PaceSetting, @Nullable String> given) {
        Map<PaceSetting, String> written = new EnumMap<>(PaceSetting.class);
        given.forEach((setting, text) -> {
            if (text != null) {
                written.put(setting, text);
            }
        });
        return written;
    }

    private Standing carryOut(Map<PaceSetting, String> changes, boolean reset) {
        PaceControl control = doors.pace();
        if (reset && !changes.isEmpty()) {
            throw Problem.usage("MISSING_OPTION", "pace takes --reset alone: give the new settings after it");
        }
        if (reset) {
            return control.reset();
        }
        return changes.isEmpty() ? control.standing() : control.change(changes);
    }

    private void answer(Standing standing) {
        if (output.json()) {
            output.object(json -> write(json, standing));
        } else {
            print(standing);
        }
    }

    private void print(Standing standing) {
        AtWork run = standing.run();
        try (TextTable table = output.table("SETTING", "CONFIGURED", "CHANGED TO", "RUN AT WORK")) {
            for (PaceSetting setting : PaceSetting.values()) {
                table.row(
                        setting.key(),
                        Objects.requireNonNull(standing.configured().get(setting)),
                        Objects.requireNonNullElse(standing.changed().get(setting), "-"),
                        run == null
                                ? "-"
                                : Objects.requireNonNullElse(run.settings().get(setting), "-"));
            }
        }
        Author by = standing.by();
        if (by != null) {
            output.line("Changed by " + Sentences.printable(by.user()) + " (role " + Sentences.printable(by.role())
                    + ") at " + by.at() + "; holds for every run until pace --reset.");
        }
        if (run == null) {
            output.line("No run that deletes is at work.");
        } else {
            output.line("Run " + run.runId() + (run.heard() ? " goes by this" : " has not heard the last change yet")
                    + waiting(run) + ".");
        }
        standing.obstacles().forEach(why -> output.line("A chunk would wait now: " + Sentences.printable(why) + "."));
    }

    private static String waiting(AtWork run) {
        return run.waiting() == null
                ? ""
                : ", and waits since " + run.since() + ": "
                        + Sentences.printable(Objects.requireNonNullElse(run.why(), run.waiting()));
    }

    private static void write(JsonGenerator json, Standing standing) {
        json.writeObjectPropertyStart("settings");
        Map<PaceSetting, String> effective = standing.effective();
        for (PaceSetting setting : PaceSetting.values()) {
            json.writeObjectPropertyStart(Json.word(setting));
            Json.text(json, "configured", standing.configured().get(setting));
            Json.text(json, "changed", standing.changed().get(setting));
            Json.text(json, "effective", effective.get(setting));
            json.writeEndObject();
        }
        json.writeEndObject();
        Author by = standing.by();
        Json.text(json, "changed_by", by == null ? null : by.user());
        Json.text(json, "changed_role", by == null ? null : by.role());
        Json.time(json, "changed_at", by == null ? null : by.at());
        run(json, standing.run());
        json.writeArrayPropertyStart("obstacles");
        standing.obstacles().forEach(json::writeString);
        json.writeEndArray();
    }

    private static void run(JsonGenerator json, @Nullable AtWork run) {
        if (run == null) {
            json.writeNullProperty("run");
            return;
        }
        json.writeObjectPropertyStart("run");
        json.writeStringProperty("run_id", run.runId().toString());
        json.writeBooleanProperty("heard", run.heard());
        json.writeObjectPropertyStart("settings");
        run.settings().forEach((setting, text) -> json.writeStringProperty(Json.word(setting), text));
        json.writeEndObject();
        if (run.waiting() == null) {
            json.writeNullProperty("waiting");
        } else {
            json.writeObjectPropertyStart("waiting");
            json.writeStringProperty("reason", run.waiting().toLowerCase(Locale.ROOT));
            Json.text(json, "detail", run.why());
            Json.time(json, "since", run.since());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
