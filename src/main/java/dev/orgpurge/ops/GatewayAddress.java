package dev.orgpurge.ops;

import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusProperties.Pushgateway;
import org.springframework.util.StringUtils;

/** The Pushgateway of Spring Boot's keys, {@code management.prometheus.metrics.export.pushgateway}. */
final class GatewayAddress {

    /** A gateway that is gone may hold the end of a process up for so long, and no longer. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private GatewayAddress() {}

    static PushGateway build(Pushgateway keys, PrometheusRegistry registry, String application) {
        PushGateway.Builder builder = PushGateway.builder()
                .registry(registry)
                .address(keys.getAddress())
                .scheme(keys.getScheme() == Pushgateway.Scheme.HTTPS ? Scheme.HTTPS : Scheme.HTTP)
                .format(
                        keys.getFormat() == Pushgateway.Format.TEXT
                                ? Format.PROMETHEUS_TEXT
                                : Format.PROMETHEUS_PROTOBUF)
                .job(StringUtils.hasText(keys.getJob()) ? keys.getJob() : application)
                .connectionTimeout(CONNECT)
                .readTimeout(ANSWER);
        keys.getGroupingKey().forEach(builder::groupingKey);
        if (StringUtils.hasText(keys.getToken())) {
            builder.bearerToken(keys.getToken());
        } else if (StringUtils.hasText(keys.getUsername())) {
            builder.basicAuth(keys.getUsername(), keys.getPassword());
        }
        return builder.build();
    }
}
