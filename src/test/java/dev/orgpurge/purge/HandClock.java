package dev.orgpurge.purge;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only goes while somebody sleeps by it, or when the test moves it. */
final class HandClock implements RunClock {

    private final Instant begin;
    private final AtomicLong nanos = new AtomicLong();

    HandClock(Instant begin) {
        this.begin = begin;
    }

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    Duration elapsed() {
        return Duration.ofNanos(nanos.get());
    }

    @Override
    public Instant now() {
        return begin.plusNanos(nanos.get());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }
}
