package dev.orgpurge.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts of things by name. */
final class Tally {

    private final Map<String, Long> counts = new TreeMap<>();

    synchronized void add(String name) {
        add(name, 1);
    }

    synchronized void add(String name, long more) {
        counts.merge(name, more, Long::sum);
    }

    synchronized void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    synchronized long of(String name) {
        Long count = counts.get(name);
        return count == null ? 0 : count;
    }

    @Override
    public synchronized String toString() {
        return counts.isEmpty()
                ? "-"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : "×" + entry.getValue()))
                        .collect(Collectors.joining(" "));
    }
}
