package dev.orgpurge.purge;

import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Stops one run, or pauses all purging, from another process. Answers after the last chunk that had not heard of it. */
@Component
public final class RunControl {

    private static final long LOOK_MILLIS = 200;

    private final OwnSchema ownSchema;
    private final PauseStore pauses;
    private final RunStore runs;
    private final Ledger ledger;
    private final ChunkGate gate;
    private final TransactionTemplate transaction;

    RunControl(
            OwnSchema ownSchema,
            PauseStore pauses,
            RunStore runs,
            Ledger ledger,
            ChunkGate gate,
            TransactionTemplate transaction) {
        this.ownSchema = ownSchema;
        this.pauses = pauses;
        this.runs = runs;
        this.ledger = ledger;
        this.gate = gate;
        this.transaction = transaction;
    }

    /**
     * A pause that stands now.
     *
     * @param before it stood already
     */
    public record Paused(Pause pause, boolean before) {}

    /** Ends the run at work at its next chunk and lets no other begin, until {@link #resume}. */
    public Paused pause(String reason) {
        ownSchema.ensure();
        Paused paused = transaction.execute(status -> {
            Optional<Pause> standing = pauses.standing();
            return standing.map(pause -> new Paused(pause, true)).orElseGet(() -> new Paused(begin(reason), false));
        });
        if (!gate.awaitChunks()) {
            throw stillRunning("purging is paused, and no new chunk begins");
        }
        return Objects.requireNonNull(paused);
    }

    private Pause begin(String reason) {
        Pause pause = pauses.begin(reason, Requester.name());
        String digest = Facts.words(Map.of("reason", reason));
        ledger.append(new Draft(
                EntryKind.PAUSED,
                null,
                null,
                Map.of("pause", pause.id(), "database_role", pause.role(), "digest", digest)));
        return pause;
    }

    /**
     * Lets runs begin and go on again.
     *
     * @throws Problem refused, if nothing is paused
     */
    public List<Pause> resume() {
        ownSchema.ensure();
        return Objects.requireNonNull(transaction.execute(status -> {
            List<Pause> ended = pauses.end(Requester.name());
            if (ended.isEmpty()) {
                throw Problem.refused("NOT_PAUSED", "purging is not paused; there is nothing to resume");
            }
            String role = pauses.role();
            ended.forEach(pause -> ledger.append(
                    new Draft(EntryKind.RESUMED, null, null, Map.of("pause", pause.id(), "database_role", role))));
            return ended;
        }));
    }

    /** Who gives a command, as facts of the entry that records it. */
    public Map<String, @Nullable Object> asker() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("requested_by", Requester.name());
        facts.put("database_role", pauses.role());
        return facts;
    }

    /**
     * Asks a run to stop at its next chunk.
     *
     * @param wait return when the run has ended
     * @return the run as it stands; one that is not at work is left as it is
     * @throws Problem not found, if there is no such run; refused, if its process is gone and nobody can stop
     */
    public RunSummary stop(UUID runId, boolean wait) throws InterruptedException {
        Run run = ownSchema.usable() ? runs.require(runId) : none(runId);
        if (run.status() == RunStatus.RUNNING) {
            transaction.executeWithoutResult(status -> askToStop(run));
            if (!gate.awaitChunks()) {
                throw stillRunning("run " + runId + " is asked to stop, and no new chunk of it begins");
            }
            if (wait) {
                awaitEnd(run);
            }
        }
        return runs.summary(runId).orElseThrow();
    }

    private void askToStop(Run run) {
        if (pauses.askToStop(run, Requester.name()) && run.executes()) {
            ledger.append(new Draft(
                    EntryKind.STOP_ASKED,
                    run.id(),
                    null,
                    Map.of("attempt", run.restarts() + 1, "database_role", pauses.role())));
        }
    }

    private static Run none(UUID runId) {
        throw Problem.notFound("NO_SUCH_RUN", "there is no run " + runId + "; this database has seen no run yet");
    }

    private void awaitEnd(Run run) throws InterruptedException {
        boolean atWork = true;
        while (atWork) {
            boolean alive = runs.alive(run);
            Run now = runs.require(run.id());
            atWork = now.status() == RunStatus.RUNNING && now.epoch() == run.epoch();
            if (atWork && !alive) {
                throw Problem.refused(
                        "RUN_ABANDONED",
                        "the process of run " + run.id() + " is gone, so nothing is at work; restart --run-id "
                                + run.id() + " or the next purge-due goes on with it");
            }
            if (atWork) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    static Problem stillRunning(String what) {
        return Problem.unexpected(
                "CHUNK_STILL_RUNNING",
                what + ", but one that began before has not ended within a minute; give the command again to wait on",
                null);
    }
}
