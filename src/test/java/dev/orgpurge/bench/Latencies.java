package dev.orgpurge.bench;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long transactions took, and when. */
final class Latencies {

    private record Sample(Instant due, long nanos) {}

    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

    void add(Instant due, long nanos) {
        samples.add(new Sample(due, nanos));
    }

    /** In milliseconds, of the transactions that were due in that time; 0 if none was. */
    double percentile(double share, Instant from, Instant until) {
        long[] nanos = samples.stream()
                .filter(sample -> !sample.due().isBefore(from) && sample.due().isBefore(until))
                .mapToLong(Sample::nanos)
                .sorted()
                .toArray();
        return nanos.length == 0 ? 0 : nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] / 1e6;
    }

    long count(Instant from, Instant until) {
        return samples.stream()
                .filter(sample -> !sample.due().isBefore(from) && sample.due().isBefore(until))
                .count();
    }
}
