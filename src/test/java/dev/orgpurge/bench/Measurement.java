package dev.orgpurge.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One trial, once.
 *
 * @param timing absent if the contender failed
 * @param wrong why it does not count: what it said, or which rows it should not have left or taken
 */
record Measurement(Trial trial, int pair, Optional<Timing> timing, List<String> wrong, Map<String, Double> figures) {

    boolean counts() {
        return timing.isPresent() && wrong.isEmpty();
    }

    double seconds() {
        return timing.orElseThrow().seconds();
    }
}
