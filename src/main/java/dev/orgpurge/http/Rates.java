package dev.orgpurge.http;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many requests are answered: those of a key, and wrong keys of an address. As many addresses are remembered
 * as fit, the latest ones.
 */
final class Rates {

    private static final int GUESSES_PER_MINUTE = 60;
    private static final int REMEMBERED = 10_000;

    private final int perMinute;
    private final Map<String, Bucket> keys = remembering();
    private final Map<String, Bucket> addresses = remembering();

    Rates(int perMinute) {
        this.perMinute = perMinute;
    }

    private static Map<String, Bucket> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    private static Bucket bucket(Map<String, Bucket> buckets, String whose, int perMinute) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    whose,
                    ignored -> Bucket.builder()
                            .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                            .build());
        }
    }

    /** False if the key has asked too often. */
    boolean allows(String keyId) {
        return bucket(keys, keyId, perMinute).tryConsume(1);
    }

    /** False if too many keys that are none came from there; good ones from the same address are not affected. */
    boolean listensTo(String address) {
        return bucket(addresses, address, GUESSES_PER_MINUTE).tryConsume(1);
    }
}
