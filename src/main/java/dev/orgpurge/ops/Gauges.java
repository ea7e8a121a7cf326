package dev.orgpurge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gauges by name and labels. One is registered when its value is known and not before: pushed as 0, it would overwrite what
 * an earlier process left at the gateway.
 */
final class Gauges {

    private static final String SECONDS = "seconds";

    private final MeterRegistry registry;
    private final Map<Meter.Id, Double> values = new ConcurrentHashMap<>();

    Gauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void set(String name, String help, double value, String... labels) {
        set(new Meter.Id(name, Tags.of(labels), null, help, Meter.Type.GAUGE), value);
    }

    void seconds(String name, String help, double value) {
        set(new Meter.Id(name, Tags.empty(), SECONDS, help, Meter.Type.GAUGE), value);
    }

    /** Nothing, if there is no such moment. */
    void timestamp(String name, String help, @Nullable Instant when) {
        if (when != null) {
            seconds(name, help, when.toEpochMilli() / 1e3);
        }
    }

    private void set(Meter.Id id, double value) {
        if (values.put(id, value) == null) {
            Gauge.builder(id.getName(), values, known -> known.getOrDefault(id, Double.NaN))
                    .description(id.getDescription())
                    .baseUnit(id.getBaseUnit())
                    .tags(id.getTags())
                    .strongReference(true)
                    .register(registry);
        }
    }
}
