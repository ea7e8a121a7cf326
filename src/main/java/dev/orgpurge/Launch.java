package dev.orgpurge;

import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.CommandRunner;
import dev.orgpurge.shell.Console;
import dev.orgpurge.shell.ServeCommand;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ClassPathResource;

/** Starts Spring for one command. A class of its own, so that an answer without Spring does not load Spring. */
final class Launch {

    /** For the one command that is a web server. */
    private static final String OF_SERVE = "--spring.main.web-application-type=servlet";

    static {
        // a second thread would make converters for a web server that few commands have, from what they all wait for:
        // processors
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
    }

    private Launch() {}

    /** Returns the exit code. */
    static int of(Console console, CommandLine line) {
        SpringApplication application = new SpringApplication(OrgPurgeApplication.class);
        boolean serving = ServeCommand.in(line);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setLazyInitialization(true);
        application.setDefaultProperties(
                Objects.requireNonNull(shippedDefaults().getObject()));
        if (serving) {
            application.addPrimarySources(List.of(Serving.class));
        }
        application.addListeners(new DiscretionFirst());
        application.addListeners(new ManagementPort(line.words().get(0)));
        application.addInitializers(context -> handOver(console, line, (GenericApplicationContext) context));
        application.addListeners((ApplicationListener<ApplicationStartedEvent>)
                started -> started.getApplicationContext().getBean(Settings.class));
        try (ConfigurableApplicationContext context = application.run(arguments(line, serving))) {
            return context.getBean(CommandRunner.class).exitCode();
        }
    }

    /** What the shipped file says of the web is for every command but one. */
    private static String[] arguments(CommandLine line, boolean serving) {
        return Stream.concat(line.configuration().stream(), serving ? Stream.of(OF_SERVE) : Stream.empty())
                .toArray(String[]::new);
    }

    /** The shipped file again, so that {@code --spring.config.location} cannot take its defaults away. */
    private static YamlPropertiesFactoryBean shippedDefaults() {
        YamlPropertiesFactoryBean shipped = new YamlPropertiesFactoryBean();
        shipped.setResources(new ClassPathResource("application.yaml"));
        return shipped;
    }

    private static void handOver(Console console, CommandLine line, GenericApplicationContext context) {
        context.registerBean(Console.class, () -> console);
        context.registerBean(CommandLine.class, () -> line);
    }
}
