package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.Console;
import dev.orgpurge.shell.InstantAnswers;
import dev.orgpurge.shell.OutputFormat;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The program: one command per process, or an interactive prompt. What Spring Boot is to configure is named, because to
 * consider everything that it could takes longer than most commands. Flyway is left to {@code ledger}: Spring's own run of
 * it would migrate whatever schema the connection happens to point at.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan(excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = "dev\\.orgpurge\\.http\\..*"))
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    ProjectInfoAutoConfiguration.class,
    TransactionManagerCustomizationAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    BatchJdbcAutoConfiguration.class
})
public class OrgPurgeApplication {

    private OrgPurgeApplication() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        LastWords lastWords = new LastWords();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            lastWords.onOutOfMemory(failure);
            Discretion.install();
            LoggerFactory.getLogger(OrgPurgeApplication.class).error("thread {} ended", thread.getName(), failure);
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
            CommandLine line = CommandLine.of(args);
            LoggingFile.requireReadable(line.configuration());
            OptionalInt instant = InstantAnswers.answer(line, console, Failures.atStart(args));
            return instant.isPresent() ? instant.getAsInt() : Launch.of(console, line);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError failure) {
            LoggerFactory.getLogger(OrgPurgeApplication.class).debug("the command failed at its start", failure);
            Problem problem = Failures.atStart(args).translate(failure);
            return console.report(problem, OutputFormat.wanted(List.of(args)));
        }
    }
}
