package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import java.util.List;
import java.util.Map;

/** Somebody said no to some organizations: this chunk deletes nothing, and they must be taken out before the next. */
final class HeldBackException extends RuntimeException {

    private final transient Map<Integer, List<Reason>> reasons;

    HeldBackException(Map<Integer, List<Reason>> reasons) {
        super(reasons.size() + " organizations are held back");
        this.reasons = reasons;
    }

    /** By place in the run. */
    Map<Integer, List<Reason>> reasons() {
        return reasons;
    }
}
