package dev.orgpurge.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Pushes metrics if a gateway is configured: when there is first something to tell, now and then, and when the process ends.
 * Always by POST, which leaves what this process does not know as it is; PUT would erase the last success when a run fails.
 * What does not arrive is told, counted, and changes nothing else.
 */
final class MetricsPush implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPush.class);

    /** For a push under way when the process ends; each has its own limits. */
    private static final long PATIENCE_SECONDS = 20;

    private final ObjectProvider<PushGateway> gateways;
    private final Duration rate;
    private final Counter failures;
    private @Nullable PushGateway gateway;
    private @Nullable ScheduledExecutorService clock;
    private boolean begun;

    /** @param rate time between two pushes */
    MetricsPush(ObjectProvider<PushGateway> gateways, Duration rate, MeterRegistry registry) {
        this.gateways = gateways;
        this.rate = rate;
        this.failures = Counter.builder(MetricNames.PUSH_FAILURES)
                .description("Pushes of this process that the Pushgateway did not take.")
                .register(registry);
    }

    /** A process that has nothing to tell never calls this: it would overwrite the night's numbers. */
    synchronized void begin() {
        if (begun) {
            return;
        }
        begun = true;
        PushGateway found = find();
        if (found != null) {
            gateway = found;
            clock = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "metrics push");
                thread.setDaemon(true);
                return thread;
            });
            ScheduledFuture<?> unused =
                    clock.scheduleWithFixedDelay(() -> push(found), 0, rate.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private @Nullable PushGateway find() {
        try {
            return gateways.getIfAvailable();
        } catch (BeansException e) {
            failures.increment();
            LOG.warn(
                    "metrics are not pushed: management.prometheus.metrics.export.pushgateway: {}",
                    e.getMostSpecificCause().getMessage());
            return null;
        }
    }

    private void push(PushGateway to) {
        try {
            to.pushAdd();
        } catch (IOException | RuntimeException e) {
            failures.increment();
            LOG.warn("the Pushgateway did not take the metrics: {}; the run goes on without", reason(e));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    }

    /** The last numbers, while there is still a registry. */
    @Override
    public synchronized void destroy() throws InterruptedException {
        if (clock != null && gateway != null) {
            clock.shutdown();
            if (clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                push(gateway);
            }
        }
    }
}
