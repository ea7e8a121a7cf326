package dev.orgpurge.operation;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.Mode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The deletion of one organization, or its rehearsal, as somebody asked for it. It keeps its id whatever becomes of the
 * process that took it.
 *
 * @param provider the organization's provider when it was asked for, if there are providers
 * @param force lifts "still has dependents"
 * @param keyId the key that asked first
 * @param waiting code of what keeps it from beginning
 * @param runId the run that carries it out, shared with others; null: none has begun
 * @param outcome null: not over yet
 * @param code why, if it did not succeed
 * @param detail the same as a sentence
 * @param rows rows of the organization deleted, or counted by a rehearsal
 */
public record Operation(
        UUID id,
        OrganizationId organization,
        @Nullable String provider,
        Mode mode,
        boolean force,
        String keyId,
        Instant requestedAt,
        boolean taken,
        @Nullable String waiting,
        @Nullable UUID runId,
        @Nullable Outcome outcome,
        @Nullable String code,
        @Nullable String detail,
        List<Reason> reasons,
        long rows,
        @Nullable String certificateId,
        @Nullable Instant finishedAt) {

    public Operation {
        reasons = List.copyOf(reasons);
    }

    public boolean over() {
        return outcome != null;
    }

    /** How it ended. */
    public enum Outcome {
        /** The organization is gone; or the rehearsal found nothing against it. */
        SUCCEEDED,
        /** Something is against it; nothing of it was deleted. */
        REFUSED,
        /** An error ended it. */
        FAILED,
        /** Somebody said no after the first delete. */
        FROZEN,
        /** Somebody stopped its run; asked for again, it goes on. */
        STOPPED,
        /** There is no such organization any more, and no run purged it. */
        NOT_FOUND
    }
}
