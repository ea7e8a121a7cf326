package dev.orgpurge.purge;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param resumed earlier runs that were finished first
 * @param errors what went wrong beyond single organizations
 * @param exit the worst of all of them
 * @param head where the ledger ended with the run; null: nothing was written to it
 * @param only the organization asked about, where an earlier run had purged it among others; null: all of the run's
 */
public record PurgeOutcome(
        RunSummary run,
        List<RunSummary> resumed,
        List<Problem> errors,
        ExitCode exit,
        @Nullable SignedHead head,
        @Nullable OrganizationId only) {

    public PurgeOutcome(RunSummary run, List<RunSummary> resumed, List<Problem> errors, ExitCode exit) {
        this(run, resumed, errors, exit, null, null);
    }

    public PurgeOutcome {
        resumed = List.copyOf(resumed);
        errors = List.copyOf(errors);
    }
}
