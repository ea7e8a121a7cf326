package dev.orgpurge.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How long the transactions of a run's chunks took, from the metrics that the run itself pushed.
 *
 * @param atMost chunks by the longest time in seconds that they took, cumulated
 * @param longest in seconds
 */
record ChunkTimes(TreeMap<Double, Long> atMost, long count, double longest) {

    private static final String METRIC = "orgpurge_chunk_duration_seconds";
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^" + METRIC + "_(bucket|count|max)(?:\\{([^}]*)})? (\\S+)$");

    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

    /** Fine enough to tell percentiles, in milliseconds; each step is a tenth longer than the one before. */
    static String boundaries() {
        return DoubleStream.iterate(1, millis -> millis < 10_000, millis -> Math.max(millis + 1, millis * 1.1))
                        .mapToObj(millis -> Math.round(millis) + "ms")
                        .distinct()
                        .collect(Collectors.joining(","))
                + ",250ms,500ms,1000ms,10000ms";
    }

    /** @param metrics Prometheus' text format; the steps that have chunks are taken together */
    static ChunkTimes parse(String metrics) {
        TreeMap<Double, Long> atMost = new TreeMap<>();
        long count = 0;
        double longest = 0;
        for (MatchResult sample : SAMPLE.matcher(metrics).results().toList()) {
            double value = Double.parseDouble(sample.group(3));
            switch (sample.group(1)) {
                case "count" -> count += (long) value;
                case "max" -> longest = Math.max(longest, value);
                default -> atMost.merge(boundary(sample.group(2)), (long) value, Long::sum);
            }
        }
        return new ChunkTimes(atMost, count, longest);
    }

    private static double boundary(String labels) {
        Matcher bound = BOUND.matcher(labels);
        if (!bound.find()) {
            throw new IllegalArgumentException("a bucket without its bound: " + labels);
        }
        String le = bound.group(1);
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    }

    /** The least known bound in seconds that this share of the chunks did not exceed; at most a tenth above the true one. */
    double percentile(double share) {
        long wanted = (long) Math.ceil(share * count);
        return atMost.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= wanted)
                .mapToDouble(Map.Entry::getKey)
                .map(bound -> Math.min(bound, longest))
                .findFirst()
                .orElse(longest);
    }

    long above(double seconds) {
        Map.Entry<Double, Long> bucket = atMost.floorEntry(seconds);
        return bucket == null ? count : count - bucket.getValue();
    }

    String told(double target) {
        return String.format(
                Locale.ROOT,
                "%d chunks: p50 %.0f ms, p99 %.0f ms, longest %.0f ms, above twice the target %d, above 1 s %d",
                count,
                1000 * percentile(0.5),
                1000 * percentile(0.99),
                1000 * longest,
                above(2 * target),
                above(1));
    }
}
