package dev.orgpurge.constraint;

import java.util.List;

/**
 * Eligible, or blocked with every reason.
 *
 * @param lifted what would block as well, had not somebody or a rule set it aside
 */
public record Verdict(List<Reason> reasons, List<Reason> lifted) {

    public Verdict {
        reasons = List.copyOf(reasons);
        lifted = List.copyOf(lifted);
    }

    /** A verdict in which nothing was set aside. */
    public Verdict(List<Reason> reasons) {
        this(reasons, List.of());
    }

    public boolean eligible() {
        return reasons.isEmpty();
    }
}
