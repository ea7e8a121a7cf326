package dev.orgpurge.ops;

import dev.orgpurge.operation.OperationListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Counts what the HTTP API makes of its requests, where metrics are kept at all. */
@Component
final class ApiMeters implements OperationListener {

    private final ObjectProvider<MeterRegistry> registry;

    ApiMeters(ObjectProvider<MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void runCarriedOut(int operations) {
        registry.ifAvailable(meters -> {
            meters.counter(MetricNames.API_RUNS).increment();
            meters.counter(MetricNames.API_OPERATIONS).increment((double) operations);
        });
    }
}
