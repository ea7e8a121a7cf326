package dev.orgpurge.ops;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.ledger.VerificationListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where the ledger ends, and what the last look at all of it found. */
final class LedgerMeters implements VerificationListener {

    private final MeterRegistry registry;
    private final Gauges gauges;
    private final MetricsPush push;
    private final AtomicReference<@Nullable Gauge> head = new AtomicReference<>();

    LedgerMeters(MeterRegistry registry, MetricsPush push) {
        this.registry = registry;
        this.gauges = new Gauges(registry);
        this.push = push;
    }

    /** The head is a label, because a digest is no number; there is one series of it at a time. */
    void reached(SignedHead reached) {
        gauges.set(
                MetricNames.LEDGER_POSITION, "Position of the last entry of the ledger.", (double) reached.position());
        gauges.timestamp(MetricNames.LEDGER_HEAD_AT, "When the last entry of the ledger was written.", reached.at());
        shown(reached.digest(), reached.keyId() == null ? "none" : String.valueOf(reached.keyId()));
    }

    private void shown(String digest, String key) {
        Gauge before = head.get();
        if (before != null && digest.equals(before.getId().getTag(MetricNames.TAG_HEAD))) {
            return;
        }
        head.set(Gauge.builder(MetricNames.LEDGER_HEAD, () -> 1)
                .description("1, with the digest of the last entry of the ledger and the key that signed it as labels.")
                .tag(MetricNames.TAG_HEAD, digest)
                .tag(MetricNames.TAG_KEY, key)
                .strongReference(true)
                .register(registry));
        if (before != null) {
            registry.remove(before);
        }
    }

    /** A ledger that is not whole leaves the moment it was last found whole as it is. */
    @Override
    public void verified(Verification found) {
        boolean broken = found.status() == Verification.Status.BROKEN;
        Instant now = Instant.ofEpochMilli(registry.config().clock().wallTime());
        gauges.set(
                MetricNames.LEDGER_INTACT,
                "1 if the last check of the whole ledger found it intact, 0 if it found it broken.",
                broken ? 0 : 1);
        gauges.timestamp(MetricNames.LEDGER_CHECKED, "When the whole ledger was checked last.", now);
        if (!broken) {
            gauges.timestamp(
                    MetricNames.LEDGER_VERIFIED, "When the whole ledger was checked last and found intact.", now);
        }
        push.begin();
    }
}
