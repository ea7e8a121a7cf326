package dev.orgpurge.purge;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/** Hears what a run waits for, and of its chunks. */
final class WaitLog implements PurgeListener {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Queue<Obstacle> waits = new ConcurrentLinkedQueue<>();
    private final Queue<Long> chunks = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> times = new ConcurrentLinkedQueue<>();

    @Override
    public void waited(UUID runId, WaitReason reason, String why, Duration more) {
        waits.add(new Obstacle(reason, why));
    }

    @Override
    public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
        chunks.add(rows);
        times.add(took);
    }

    @Override
    public void chunkDetached(UUID runId, String table, long rows, Duration took) {
        chunks.add(rows);
        times.add(took);
    }

    void awaitWait(WaitReason reason, String part) {
        awaitWait(reason, Pattern.compile(Pattern.quote(part)));
    }

    void awaitWait(WaitReason reason, Pattern part) {
        await().atMost(PATIENCE)
                .until(() -> waits.stream()
                        .anyMatch(wait -> wait.reason() == reason
                                && part.matcher(wait.why()).find()));
    }

    boolean heard(WaitReason reason) {
        return waits.stream().anyMatch(wait -> wait.reason() == reason);
    }

    /** Rows of each chunk, in the order of their ends. */
    List<Long> chunks() {
        return List.copyOf(chunks);
    }

    /** How long all chunks together took. */
    Duration worked() {
        return times.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
