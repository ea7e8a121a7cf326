package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Pause;
import dev.orgpurge.purge.RunControl;
import dev.orgpurge.purge.RunSummary;
import java.util.List;
import java.util.UUID;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Stops a run of another process, or pauses all purging. */
@Component
final class ControlCommands {

    private final Doors doors;
    private final Output output;

    ControlCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "stop",
            group = Vocabulary.Groups.SAY_NO,
            description = "stop a run that another process carries out; restart goes on with it",
            help = "stop --run-id 3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b --wait")
    void stop(
            @Option(longName = "run-id", required = true, description = "<UUID> the run; runs lists them") UUID runId,
            @Option(longName = "wait", description = "answer when the run has ended") boolean wait) {
        RunSummary run = ended(runId, wait);
        if (output.json()) {
            output.object(json -> RunAnswer.summary(json, run));
        } else {
            output.line("Run " + runId + " is " + Json.word(run.status()).replace('_', ' ')
                    + ("running".equals(Json.word(run.status())) ? ": asked to stop, no new chunk begins" : ""));
        }
    }

    private RunSummary ended(UUID runId, boolean wait) {
        try {
            return doors.control().stop(runId, wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.stopped("STOPPED", "waiting for run " + runId + " was broken off; it is asked to stop");
        }
    }

    @Command(
            name = "pause",
            group = Vocabulary.Groups.SAY_NO,
            description = "stop whatever deletes now, and let nothing begin until resume",
            help = "pause --reason \"month-end closing\"")
    void pause(@Option(longName = "reason", required = true, description = "<TEXT> why") String reason) {
        RunControl.Paused paused = doors.control().pause(HoldCommands.text("reason", reason));
        answer("paused", List.of(paused.pause()));
        if (paused.before()) {
            output.note("It was paused already; nothing was changed.");
        }
    }

    @Command(
            name = "resume",
            group = Vocabulary.Groups.SAY_NO,
            description = "end the pause; the next purge-due or restart goes on",
            help = "resume")
    void resume() {
        answer("resumed", doors.control().resume());
    }

    private void answer(String status, List<Pause> pauses) {
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("status", status);
                json.writeArrayPropertyStart("pauses");
                pauses.forEach(pause -> write(json, pause));
                json.writeEndArray();
            });
            return;
        }
        pauses.forEach(pause -> output.line("Purging is " + status + "; paused since " + pause.since() + " by "
                + Sentences.printable(pause.by()) + " (role " + Sentences.printable(pause.role()) + "): "
                + Sentences.printable(pause.reason())));
    }

    private static void write(JsonGenerator json, Pause pause) {
        json.writeStartObject();
        json.writeStringProperty("reason", pause.reason());
        json.writeStringProperty("paused_by", pause.by());
        json.writeStringProperty("paused_role", pause.role());
        Json.time(json, "paused_at", pause.since());
        json.writeEndObject();
    }
}
