package dev.orgpurge.constraint;

import java.util.List;

/** Eligible, or blocked with every reason. */
public record Verdict(List<Reason> reasons) {

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public boolean eligible() {
        return reasons.isEmpty();
    }
}
