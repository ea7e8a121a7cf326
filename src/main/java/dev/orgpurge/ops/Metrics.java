package dev.orgpurge.ops;

import dev.orgpurge.purge.NightFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.batch.autoconfigure.observation.BatchObservationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.startup.StartupTimeMetricsListenerAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Metrics leave a process by being pushed or by being asked for; one that does neither keeps none. */
@Configuration(proxyBeanMethods = false)
@Conditional(Metrics.Wanted.class)
@ImportAutoConfiguration({
    MetricsAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    LogbackMetricsAutoConfiguration.class,
    StartupTimeMetricsListenerAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    ObservationAutoConfiguration.class,
    BatchObservationAutoConfiguration.class
})
class Metrics {

    private static final String PUSHED = "management.prometheus.metrics.export.pushgateway.enabled";

    /** Where somebody wants a series for each table, there are at most so many. */
    private static final int MOST_TABLES = 100;

    /** Pushed, or asked for at the management port. */
    static final class Wanted extends AnyNestedCondition {

        Wanted() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBooleanProperty(PUSHED)
        static final class Pushed {}

        @ConditionalOnWebApplication
        static final class Asked {}
    }

    @Bean
    MeterFilter atMostSoManyTables() {
        return MeterFilter.maximumAllowableTags(
                MetricNames.TABLE_ROWS_DELETED, MetricNames.TAG_TABLE, MOST_TABLES, MeterFilter.deny());
    }

    @Bean
    MetricsPush metricsPush(
            ObjectProvider<PushGateway> gateway, PrometheusProperties properties, MeterRegistry registry) {
        return new MetricsPush(gateway, properties.getPushgateway().getPushRate(), registry);
    }

    @Bean
    LedgerMeters ledgerMeters(MeterRegistry registry, MetricsPush push) {
        return new LedgerMeters(registry, push);
    }

    @Bean
    RunMeters runMeters(MeterRegistry registry, LedgerMeters ledger, NightFigures figures, MetricsPush push) {
        return new RunMeters(registry, ledger, figures::of, push);
    }

    /** The gateway. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(PUSHED)
    static class Gateway {

        @Bean
        PushGateway pushGateway(PrometheusProperties properties, PrometheusRegistry registry, Environment environment) {
            return GatewayAddress.build(
                    properties.getPushgateway(),
                    registry,
                    environment.getProperty("spring.application.name", "orgpurge"));
        }
    }
}
