package dev.orgpurge.ops;

import dev.orgpurge.operation.OperationListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Counts what the HTTP API makes of its requests, where metrics are kept at all. */
@Component
final class ApiMeters implements OperationListener {

    private static final String RUNS = "orgpurge.api.runs";
    private static final String OPERATIONS = "orgpurge.api.operations";

    private final ObjectProvider<MeterRegistry> registry;

    ApiMeters(ObjectProvider<MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void runCarriedOut(int operations) {
        registry.ifAvailable(meters -> {
            counter(meters, RUNS, "Runs that the HTTP API began or went on with.")
                    .increment();
            counter(meters, OPERATIONS, "Deletions and rehearsals in these runs.")
                    .increment((double) operations);
        });
    }

    private static Counter counter(MeterRegistry meters, String name, String help) {
        return Counter.builder(name).description(help).register(meters);
    }
}
