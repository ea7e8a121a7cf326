package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.CommandRunner;
import dev.orgpurge.shell.Console;
import dev.orgpurge.shell.OutputFormat;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ClassPathResource;

/**
 * The program: one command per process, or an interactive prompt. Flyway is left to {@code ledger}: Spring's own run of
 * it would migrate whatever schema the connection happens to point at. Metrics of the pool would open it for {@code
 * --help}.
 */
@SpringBootApplication(
        proxyBeanMethods = false,
        exclude = {FlywayAutoConfiguration.class, DataSourcePoolMetricsAutoConfiguration.class})
public class OrgPurgeApplication {

    private static final Logger LOG = LoggerFactory.getLogger(OrgPurgeApplication.class);

    private OrgPurgeApplication() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        LastWords lastWords = new LastWords();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            lastWords.onOutOfMemory(failure);
            Discretion.install();
            LOG.error("thread {} ended", thread.getName(), failure);
        });
        Console console = Console.system();
        VisiblePassword.in(List.of(args)).ifPresent(console.err()::println);
        System.exit(run(console, args));
    }

    /** Runs one command on these streams and returns its exit code. */
    public static int run(String[] args, PrintStream out, PrintStream err, InputStream in) {
        return run(Console.of(out, err, in), args);
    }

    private static int run(Console console, String[] args) {
        try {
            return launch(console, CommandLine.of(args));
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError failure) {
            LOG.debug("the command failed at its start", failure);
            Problem problem = Failures.atStart(args).translate(failure);
            return console.report(problem, OutputFormat.wanted(List.of(args)));
        }
    }

    private static int launch(Console console, CommandLine line) {
        LoggingFile.requireReadable(line.configuration());
        SpringApplication application = new SpringApplication(OrgPurgeApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setLazyInitialization(true);
        application.setDefaultProperties(
                Objects.requireNonNull(shippedDefaults().getObject()));
        application.addListeners(new DiscretionFirst());
        application.addInitializers(context -> handOver(console, line, (GenericApplicationContext) context));
        if (!line.help()) {
            application.addListeners((ApplicationListener<ApplicationStartedEvent>)
                    started -> started.getApplicationContext().getBean(Settings.class));
        }
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
