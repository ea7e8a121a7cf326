package dev.orgpurge.shell;

import dev.orgpurge.OrgPurgeApplication;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.report.Reports;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole program, started once and without a database, that takes one command line after the other. */
final class RunningShell implements AutoCloseable {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ConfigurableApplicationContext context;

    /** How a command line ended and what it said. */
    record Result(int exit, String out, String err) {}

    RunningShell() {
        Console console = Console.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]));
        SpringApplication application = new SpringApplication(OrgPurgeApplication.class);
        application.addInitializers(started -> {
            GenericApplicationContext beans = (GenericApplicationContext) started;
            beans.registerBean(Console.class, () -> console);
            beans.registerBean(CommandLine.class, () -> CommandLine.of("--help"));
        });
        context = application.run();
    }

    Result run(List<String> words) {
        out.reset();
        err.reset();
        Console nobody = Console.of(System.out, System.err, InputStream.nullInputStream());
        int exit = context.getBean(CommandRunner.class)
                .execute(words, new Person(nobody))
                .code();
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Result run(String... words) {
        return run(List.of(words));
    }

    /** The rooms that some command has walked into. */
    List<String> opened() {
        return Stream.of(
                        DataSource.class,
                        CatalogueReader.class,
                        PurgeRuns.class,
                        Ledger.class,
                        OwnSchema.class,
                        Reports.class)
                .flatMap(type -> Stream.of(context.getBeanFactory().getBeanNamesForType(type, true, false)))
                .filter(name -> context.getBeanFactory().containsSingleton(name))
                .toList();
    }

    Vocabulary vocabulary() {
        return context.getBean(Vocabulary.class);
    }

    StrictParser parser() {
        return context.getBean(StrictParser.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
