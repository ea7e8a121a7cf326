package dev.orgpurge.purge;

import dev.orgpurge.ledger.SignedHead;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Hears of moments of a run; whatever it throws is logged and cannot stop a deletion. Called from worker threads too. */
public interface PurgeListener {

    /** Somebody asked for a run; nothing is known yet of whether one comes of it. */
    default void attemptStarted(Attempt attempt) {}

    /**
     * That is over, with or without a run.
     *
     * @param exit {@link ExitCode#UNEXPECTED} for all that only the command's answer tells apart
     * @param codes of the errors
     */
    default void attemptEnded(Attempt attempt, ExitCode exit, List<String> codes) {}

    /** A run began or goes on; {@code expectedRows} is not known yet. */
    default void runStarted(UUID runId, Mode mode) {}

    /** A batch's rows were counted. */
    default void rowsExpected(UUID runId, long rows, int organizations) {}

    /** A chunk's transaction committed. */
    default void chunkDeleted(UUID runId, String table, long rows, Duration took) {}

    /** A chunk's transaction set references to NULL. */
    default void chunkDetached(UUID runId, String table, long rows, Duration took) {}

    /** A transient error was met and the chunk will be tried again. */
    default void chunkRetried(UUID runId, String table, String sqlState) {}

    /**
     * The run waits before a chunk: told when that begins, about once a second while it lasts, and at its end.
     *
     * @param why a few words with the figures, such as {@code replica lag 12s > 10s}
     * @param more time waited since this was told last
     */
    default void waited(UUID runId, WaitReason reason, String why, Duration more) {}

    /**
     * A step of a run came to its end.
     *
     * @param step the name of Spring Batch's job
     * @param batch 0 for what comes before any
     */
    default void stepFinished(UUID runId, String step, int batch, Duration took) {}

    /** An organization reached its final status in this run. */
    default void organizationFinished(UUID runId, OrganizationStatus status) {}

    /** Between two of its batches a night lets others have their turn: what is told until that is over is of their runs. */
    default void interludeBegan(UUID night) {}

    /** That is over, and the night's run goes on or ends. */
    default void interludeEnded(UUID night) {}

    /** A person or a signal asked this process's run to stop; it does at the end of the chunk at work. */
    default void stopAsked() {}

    /** An executing run's last entry is in the ledger. */
    default void headReached(SignedHead head) {}

    /** The run ended. */
    default void runFinished(RunSummary run) {}
}
