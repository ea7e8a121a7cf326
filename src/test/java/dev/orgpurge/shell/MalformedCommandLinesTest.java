package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of command lines that nobody meant: one sentence, exit 2, and no room of the program is opened. {@code
 * -Dfuzz.seed=N} repeats what failed, {@code -Dfuzz.count=N} tries more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedCommandLinesTest {

    private static final int COUNT = Integer.getInteger("fuzz.count", 6000);
    private static final int WHOLE = Math.max(1, COUNT / 200);

    private static final List<String> CONFIGURATION = List.of(
            "--spring.datasource.url=nonsense",
            "--spring.datasource.url",
            "--spring.datasource.hikari.maximum-pool-size=many",
            "--spring.main.web-application-type=bogus",
            "--spring.main.lazy-initialization=perhaps",
            "--spring.profiles.active=${nosuch}",
            "--spring.config.location=file:/nonexistent/",
            "--spring.config.additional-location=file:/nonexistent.yaml",
            "--spring.config.import=nonsense:",
            "--spring.autoconfigure.exclude=no.such.Type",
            "--spring.=",
            "--spring.shell.interactive.enabled=x",
            "--spring.batch.job.enabled=true",
            "--logging.level.root=LOUD",
            "--logging.config=/nonexistent.xml",
            "--logging.file.name=/nonexistent/a.log",
            "--management.prometheus.metrics.export.pushgateway.push-rate=never",
            "--orgpurge.",
            "--orgpurge.=",
            "--orgpurge.nosuch=1",
            "--orgpurge.pace.workers=\u0000",
            "--orgpurge.organization.table=\"; drop table x",
            "--orgpurge.organization.due[99999999999]=x",
            "--orgpurge.organization.due[-1].rule=x",
            "--orgpurge.organization.due=",
            "--orgpurge.tables[0].table.table.table=x",
            "--orgpurge.guards.max-share=-1e999%");

    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private final RunningShell shell = new RunningShell();
    private final MalformedLines lines = new MalformedLines(shell.vocabulary(), new Random(seed));

    @AfterAll
    void stop() {
        shell.close();
    }

    @Test
    void a_line_in_which_one_thing_is_wrong_executes_nothing() {
        for (int i = 0; i < COUNT; i++) {
            List<String> words = lines.next();
            RunningShell.Result result = shell.run(words);
            String line = told(words);
            assertThat(result.exit()).as(line).isEqualTo(2);
            assertThat(result.err())
                    .as(line)
                    .startsWith("error: ")
                    .containsPattern(" \\[[A-Z_]+]\\R$")
                    .hasLineCount(1)
                    .hasSizeLessThan(1000)
                    .doesNotContain("Exception", "\tat ")
                    .doesNotContainPattern("[\\p{Cc}&&[^\\r\\n]]");
            answersNothing(result, line);
        }
        assertThat(shell.opened()).as("seed %s", seed).isEmpty();
    }

    private static void answersNothing(RunningShell.Result result, String line) {
        if (!result.out().isEmpty()) {
            assertThat(JsonMapper.shared().readTree(result.out()).propertyNames())
                    .as(line)
                    .containsExactly("errors");
        }
    }

    @Test
    void characters_without_a_plan_are_told_apart_or_refused() {
        for (int i = 0; i < COUNT; i++) {
            String line = lines.soup();
            try {
                List<String> words = Words.of(line);
                int exit = words.isEmpty() ? 2 : shell.run(words).exit();
                assertThat(exit).as(told(List.of(line))).isEqualTo(2);
            } catch (Problem unreadable) {
                assertThat(unreadable.code()).as(told(List.of(line))).isEqualTo("MISSING_QUOTE");
            }
        }
        assertThat(shell.opened()).as("seed %s", seed).isEmpty();
    }

    @Test
    void the_whole_program_refuses_nonsense_in_its_configuration_too() {
        Random random = new Random(seed);
        for (int i = 0; i < WHOLE; i++) {
            List<String> words = new ArrayList<>(random.nextInt(3) == 0 ? lines.next() : List.of("candidates"));
            words.add(random.nextInt(words.size() + 1), CONFIGURATION.get(i % CONFIGURATION.size()));
            Cli.Result result = Cli.run(words.toArray(String[]::new));
            String line = told(words);
            assertThat(result.exit()).as(line + result.err()).isEqualTo(2);
            assertThat(result.err())
                    .as(line)
                    .startsWith("error: ")
                    .doesNotContain("\tat ")
                    .hasSizeLessThan(3000);
        }
    }

    private String told(List<String> words) {
        String line = words.stream().map(Sentences::quoted).toList().toString();
        return "-Dfuzz.seed=" + seed + " " + line;
    }
}
