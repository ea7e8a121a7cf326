package dev.orgpurge;

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
 * taken.
 */
final class ManagementPort implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String PORT = "management.server.port";
    private static final String ADDRESS = "management.server.address";
    private static final Set<String> COMMANDS = Set.of("purge", "purge-due", "restart");

    private final String command;

    ManagementPort(String command) {
        this.command = command;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        String port = environment.getProperty(PORT, "");
        if (COMMANDS.contains(command) && !port.isBlank() && !port.strip().startsWith("-")) {
            // one server: what is to be managed has no other
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "management port",
                            Map.of(
                                    "spring.main.web-application-type",
                                    "servlet",
                                    "server.port",
                                    port,
                                    "server.address",
                                    environment.getProperty(ADDRESS, ""))));
        }
    }

    /** After the files were read. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }
}
