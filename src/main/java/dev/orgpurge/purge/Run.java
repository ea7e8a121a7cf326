package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as our tables know it.
 *
 * @param number names its key tables
 * @param organization the named organization; null for several, and for a night
 * @param several the named organizations, if there are several
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
        List<String> several,
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

    Run {
        several = List.copyOf(several);
    }

    /** Somebody named whom it is about; a night takes whoever is due. */
    boolean named() {
        return organization != null || !several.isEmpty();
    }

    /** What is lifted for its candidates: who names an organization decides that a frozen one goes on. */
    Lifted lifting() {
        return new Lifted(lifted.dependents(), lifted.grace(), named());
    }

    boolean executes() {
        return mode == Mode.EXECUTE;
    }
}
