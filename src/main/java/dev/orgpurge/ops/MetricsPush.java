package dev.orgpurge.ops;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.micrometer.metrics.export.prometheus.PrometheusPushGatewayManager;

/**
 * Pushes metrics from the first executing run on until the process ends, if a gateway is configured. A command that
 * executes nothing pushes nothing: its zeros would overwrite the night's numbers.
 */
final class MetricsPush {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPush.class);

    private final ObjectProvider<PrometheusPushGatewayManager> gateway;

    MetricsPush(ObjectProvider<PrometheusPushGatewayManager> gateway) {
        this.gateway = gateway;
    }

    void begin() {
        try {
            gateway.ifAvailable(pushing -> LOG.debug("metrics go to the Pushgateway"));
        } catch (BeansException e) {
            LOG.warn(
                    "metrics are not pushed: management.prometheus.metrics.export.pushgateway: {}",
                    e.getMostSpecificCause().getMessage());
        }
    }
}
