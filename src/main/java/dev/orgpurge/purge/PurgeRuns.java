package dev.orgpurge.purge;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rehearses, starts, restarts and stops runs, and tells what became of them. The one door for console and CronJob. */
@Component
public final class PurgeRuns {

    PurgeRuns() {}

    /**
     * Runs to the end, or to the stop.
     *
     * @throws dev.orgpurge.problem.Problem if it ended before a run was recorded
     */
    public PurgeOutcome run(PurgeRequest request) {
        throw new UnsupportedOperationException(request.toString());
    }

    /** Goes on with a stopped, failed or interrupted run, in its own mode. */
    public PurgeOutcome restart(UUID runId) {
        throw new UnsupportedOperationException(runId.toString());
    }

    /** Asks this process's run to stop at the next chunk and waits until it has. */
    public void stop() {
        throw new UnsupportedOperationException();
    }

    /** Newest first. */
    public List<RunSummary> runs(int limit) {
        throw new UnsupportedOperationException(String.valueOf(limit));
    }

    public Optional<RunSummary> find(UUID runId) {
        throw new UnsupportedOperationException(runId.toString());
    }

    /** The organizations of a run in the order of their selection, streamed. */
    public void organizations(UUID runId, Consumer<OrganizationOutcome> reader) {
        throw new UnsupportedOperationException(runId + " " + reader);
    }

    /** An organization's rows per table as they stand, keyed by {@code schema.table}; for the {@code organization} command. */
    public OrganizationRows rows(String organization) {
        throw new UnsupportedOperationException(organization);
    }

    /**
     * What hangs off an organization now.
     *
     * @param purgedIn the run that purged it, if it is gone
     */
    public record OrganizationRows(
            java.util.Map<String, Long> dependents,
            java.util.Map<String, Long> tables,
            @Nullable UUID purgedIn) {}
}
