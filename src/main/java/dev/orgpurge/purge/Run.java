package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as our tables know it.
 *
 * @param number names its key tables
 * @param organization the named organization; null for a night
 * @param approval digest of the approved ids; null: nobody had to approve
 * @param asOf the moment at which "due" is decided for the whole run
 * @param epoch raised by whoever takes the run over
 * @param selected all candidates have been recorded
 * @param replans how often it got another plan
 */
record Run(
        UUID id,
        long number,
        Mode mode,
        RunStatus status,
        @Nullable String requestId,
        @Nullable String organization,
        Lifted lifted,
        @Nullable String reason,
        @Nullable Integer maxOrganizations,
        @Nullable String approval,
        String planDigest,
        String fingerprint,
        Instant asOf,
        long epoch,
        boolean selected,
        int restarts,
        int replans) {

    /** What is lifted for its candidates: who names an organization decides that a frozen one goes on. */
    Lifted lifting() {
        return new Lifted(lifted.dependents(), lifted.grace(), organization != null);
    }

    boolean executes() {
        return mode == Mode.EXECUTE;
    }
}
