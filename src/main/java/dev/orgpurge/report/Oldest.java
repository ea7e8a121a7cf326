package dev.orgpurge.report;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Keeps so many cases and no more: those that come first in its order. */
final class Oldest {

    private final int most;
    private final TreeSet<Case> kept;

    /** @param age the greater, the earlier it comes */
    Oldest(int most, ToLongFunction<Case> age) {
        this.most = most;
        this.kept = new TreeSet<>(Comparator.comparingLong(age)
                .reversed()
                .thenComparing(one -> one.organization().length())
                .thenComparing(Case::organization)
                .thenComparingLong(Case::lastPosition));
    }

    void add(Case one) {
        kept.add(one);
        if (kept.size() > most) {
            kept.pollLast();
        }
    }

    List<Case> cases() {
        return List.copyOf(kept);
    }
}
