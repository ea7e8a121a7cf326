package dev.orgpurge;

import dev.orgpurge.shell.ServeCommand;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets a command that may be at work for hours answer at {@code management.server.port}, if there is one; every other start
 * does without a web server. Only such a command: {@code stop}, run beside it with the same configuration, would find the port
 * taken. What is to be managed is no part of the API: {@code serve} answers it at a port of its own, or not at all.
 */
final class ManagementPort implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String PORT = "management.server.port";
    private static final String ADDRESS = "management.server.address";
    private static final Set<String> RUNS = Set.of("purge", "purge-due", "restart");
    private static final Map<String, Object> NOWHERE = Map.of("management.endpoints.access.default", "none");

    /** What an API has to have before it is sent requests. */
    private static final String READY = "readinessState,database";

    private final String command;

    ManagementPort(String command) {
        this.command = command;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        String port = environment.getProperty(PORT, "").strip();
        boolean wanted = !port.isEmpty() && !port.startsWith("-");
        if (ServeCommand.NAME.equals(command)) {
            add(environment, wanted ? beside() : NOWHERE);
        } else if (wanted && RUNS.contains(command)) {
            add(environment, alone(port, environment.getProperty(ADDRESS, "")));
        }
    }

    private static void add(ConfigurableEnvironment environment, Map<String, Object> properties) {
        environment.getPropertySources().addFirst(new MapPropertySource("management port", properties));
    }

    /** The server of a run has nothing else to answer. */
    private static Map<String, Object> alone(String port, String address) {
        return Map.of("spring.main.web-application-type", "servlet", "server.port", port, "server.address", address);
    }

    /** The API's port is {@code orgpurge.http.port}; here it only has to be another one than that of management. */
    private static Map<String, Object> beside() {
        return Map.of("server.port", "0", "management.endpoint.health.group.readiness.include", READY);
    }

    /** After the files were read. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }
}
