package dev.orgpurge.purge;

import dev.orgpurge.problem.Problem;
import java.util.List;

/**
 * How a request ended.
 *
 * @param resumed earlier runs that were finished first
 * @param errors what went wrong beyond single organizations
 * @param exit the worst of all of them
 */
public record PurgeOutcome(RunSummary run, List<RunSummary> resumed, List<Problem> errors, ExitCode exit) {

    public PurgeOutcome {
        resumed = List.copyOf(resumed);
        errors = List.copyOf(errors);
    }
}
