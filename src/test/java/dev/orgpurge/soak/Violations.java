package dev.orgpurge.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was found broken, collected from every thread. */
final class Violations {

    private static final int SHOWN = 12;

    private final List<String> all = new CopyOnWriteArrayList<>();

    void add(String what) {
        all.add(what);
    }

    void addAll(List<String> what) {
        what.stream().limit(SHOWN).forEach(all::add);
        if (what.size() > SHOWN) {
            all.add("… and " + (what.size() - SHOWN) + " more of this kind");
        }
    }

    List<String> all() {
        return List.copyOf(all);
    }

    boolean none() {
        return all.isEmpty();
    }
}
