package dev.orgpurge;

import dev.orgpurge.http.HttpApi;
import dev.orgpurge.operation.OperationBeans;
import dev.orgpurge.operation.QueueWorker;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.shell.Server;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

/** What the process of {@code serve} has beyond those of other commands; no component, because those are not to hear of it. */
@Import({HttpApi.class, OperationBeans.class})
final class Serving {

    @Bean
    Server server(HttpApi.Address address, QueueWorker worker, ApplicationEventPublisher events) {
        return ready -> {
            ready.accept(address.text());
            events.publishEvent(new AvailabilityChangeEvent<>(this, ReadinessState.ACCEPTING_TRAFFIC));
            return worker.work() ? ExitCode.STOPPED : ExitCode.DONE;
        };
    }

    /** Before anything else is told to stop: who waits for a deletion is answered, and no run is begun. */
    @Bean
    ApplicationListener<ContextClosedEvent> lastOrders(QueueWorker worker) {
        return closed -> worker.close();
    }
}
