package dev.orgpurge;

import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.CommandRunner;
import dev.orgpurge.shell.Console;
import java.util.Objects;
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

    private Launch() {}

    /** Returns the exit code. */
    static int of(Console console, CommandLine line) {
        SpringApplication application = new SpringApplication(OrgPurgeApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setLazyInitialization(true);
        application.setDefaultProperties(
                Objects.requireNonNull(shippedDefaults().getObject()));
        application.addListeners(new DiscretionFirst());
        application.addListeners(new ManagementPort(line.words().get(0)));
        application.addInitializers(context -> handOver(console, line, (GenericApplicationContext) context));
        application.addListeners((ApplicationListener<ApplicationStartedEvent>)
                started -> started.getApplicationContext().getBean(Settings.class));
        try (ConfigurableApplicationContext context =
                application.run(line.configuration().toArray(String[]::new))) {
            return context.getBean(CommandRunner.class).exitCode();
        }
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
