package dev.orgpurge.bench;

import java.util.List;
import java.util.Locale;

/** The least, the middle and the greatest of some figures. */
record Spread(double min, double median, double max) {

    /** @param figures at least one */
    static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(size - 1));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f / %.2f / %.2f", min, median, max);
    }
}
