package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictCommandLineTest {

    private RunningShell shell = new RunningShell();

    @BeforeAll
    void start() {
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "init",
                        "completion",
                        "candidates",
                        "explain",
                        "plan",
                        "policy-suggest",
                        "purge",
                        "purge-due",
                        "runs",
                        "run",
                        "restart",
                        "organization",
                        "deactivate",
                        "reactivate",
                        "certificate",
                        "verify",
                        "ledger-export",
                        "report",
                        "evidence-pack",
                        "reverify",
                        "keygen",
                        "hold-place",
                        "hold-release",
                        "holds",
                        "pause",
                        "resume",
                        "stop",
                        "pace",
                        "serve",
                        "api-key-create",
                        "api-key-list",
                        "api-key-revoke",
                        "shell");
    }

    @AfterAll
    void stop() {
        shell.close();
    }

    private List<String> names() {
        return shell.vocabulary().commands().stream()
                .map(AbstractCommand::getName)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> a_malformed_command_line_executes_nothing_and_says_why_in_one_line() {
        List<List<String>> lines = new ArrayList<>();
        shell.vocabulary().commands().forEach(command -> malformed(command, lines));
        lines.add(List.of("--org-id", "42", "purge"));
        lines.add(List.of("quit"));
        lines.add(List.of("version"));
        lines.add(List.of(""));
        assertThat(lines).hasSizeGreaterThan(300);
        return lines.stream()
                .map(words -> DynamicTest.dynamicTest("<" + String.join(" ", words) + ">", () -> {
                    RunningShell.Result result = shell.run(words);
                    assertThat(result.exit()).isEqualTo(2);
                    assertThat(result.out()).isEmpty();
                    assertThat(result.err()).startsWith("error: ").hasLineCount(1);
                }));
    }

    private static void malformed(AbstractCommand command, List<List<String>> lines) {
        List<String> valid = valid(command);
        String name = command.getName();
        lines.add(changed(valid, 0, name + "x"));
        lines.add(changed(valid, 0, name.substring(1) + "q"));
        lines.add(changed(valid, 0, name.toUpperCase(java.util.Locale.ROOT)));
        for (String extra :
                List.of("stray", "42", "-", "--bogus", "--bogus=1", "--plan", "-x", "-o", "--", "--=", "true", " ")) {
            lines.add(with(valid, extra));
        }
        for (CommandOption option : command.getOptions()) {
            String written = "--" + option.longName();
            lines.add(with(without(valid, written), written + "x", "1"));
            lines.add(with(without(valid, written), "-" + option.longName(), "1"));
            if (OptionValues.isFlag(option)) {
                lines.add(with(valid, written, written));
                lines.add(with(valid, written + "=yes"));
                lines.add(with(valid, written + "="));
                lines.add(with(valid, written, "true"));
            } else {
                lines.add(with(without(valid, written), written));
                lines.add(with(without(valid, written), written + "="));
                lines.add(with(without(valid, written), written, ""));
                lines.add(with(without(valid, written), written, "--output"));
                lines.add(with(without(valid, written), written, sample(option), written, sample(option)));
                lines.add(with(without(valid, written), written + "=" + sample(option), written, sample(option)));
            }
            if (Boolean.TRUE.equals(option.required())) {
                lines.add(without(valid, written));
            }
            wrong(option).forEach(value -> lines.add(with(without(valid, written), written, value)));
        }
    }

    private static List<String> wrong(CommandOption option) {
        if (option.type() == Integer.class) {
            return List.of("0", "-1", "1.5", "ten", "99999999999", "0x10", "1 0");
        }
        if (option.type() == java.util.UUID.class) {
            return List.of("42", "1-1-1-1-1", "not-a-uuid", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1");
        }
        return option.type().isEnum() ? List.of("xml", "TABLE", "html", "tab") : List.of();
    }

    private static List<String> valid(AbstractCommand command) {
        List<String> words = new ArrayList<>(List.of(command.getName()));
        command.getOptions().stream()
                .filter(option -> Boolean.TRUE.equals(option.required()))
                .forEach(option -> words.addAll(List.of("--" + option.longName(), sample(option))));
        return words;
    }

    private static String sample(CommandOption option) {
        if (option.type() == Integer.class) {
            return "7";
        }
        if (option.type() == java.util.UUID.class) {
            return "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b";
        }
        return OptionValues.choices(option).stream().findFirst().orElse("some value");
    }

    private static List<String> changed(List<String> words, int at, String word) {
        List<String> changed = new ArrayList<>(words);
        changed.set(at, word);
        return changed;
    }

    private static List<String> with(List<String> words, String... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toList();
    }

    private static List<String> without(List<String> words, String option) {
        int at = words.indexOf(option);
        List<String> shorter = new ArrayList<>(words);
        if (at >= 0) {
            shorter.remove(at + 1);
            shorter.remove(at);
        }
        return shorter;
    }

    @Test
    void every_command_line_built_from_its_own_options_is_understood() {
        for (AbstractCommand command : shell.vocabulary().commands()) {
            List<String> words = new ArrayList<>(List.of(command.getName()));
            for (CommandOption option : command.getOptions()) {
                words.add("--" + option.longName());
                if (!OptionValues.isFlag(option)) {
                    words.add(sample(option));
                }
            }
            assertThat(shell.parser().parse(words).input().options())
                    .as(command.getName())
                    .hasSameSizeAs(command.getOptions());
        }
    }

    @Test
    void values_arrive_as_they_were_written() {
        for (String value : List.of("-5", "two words", " padded ", "it's \"quoted\"", "a=b", "\\", "Ünï", "-x", "*")) {
            assertThat(value("purge", "--org-id", value)).isEqualTo(value);
            assertThat(value("purge", "--org-id=" + value)).isEqualTo(value);
        }
        assertThat(value("purge", "--org-id=--force")).isEqualTo("--force");
    }

    private String value(String... words) {
        return Objects.requireNonNull(
                shell.parser().parse(List.of(words)).input().options().get(0).value());
    }

    @Test
    void flags_are_set_alone_or_with_true_and_unset_with_false() {
        assertThat(value("purge-due", "--execute")).isEqualTo("true");
        assertThat(value("purge-due", "--execute=true")).isEqualTo("true");
        assertThat(value("purge-due", "--execute=false")).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource({
        "prge,                      did you mean purge?",
        "candidate,                 did you mean candidates?",
        "purge-duw,                 did you mean purge-due?",
        "entirely-else,             --help lists the commands",
        "purge --orgid 4,           did you mean --org-id?",
        "purge --excute,            did you mean --execute?",
        "purge-due --max-orgs 3,    purge-due --help lists its options",
        "runs --outptu json,        did you mean --output?",
    })
    void a_slip_gets_a_suggestion(String line, String suggestion) {
        assertThat(shell.run(Words.of(line)).err()).contains(suggestion);
    }

    @Test
    void in_json_even_a_command_line_that_is_not_understood_answers_one_object() {
        for (String line : List.of(
                "purge --bogus --output json",
                "nosuch --output=json",
                "purge --output json",
                "run --run-id x --output json")) {
            RunningShell.Result result = shell.run(Words.of(line));
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.out()).startsWith("{\"errors\":[{\"code\":\"").endsWith("\"}]}" + System.lineSeparator());
            assertThat(result.err()).hasLineCount(1);
        }
    }

    @Test
    void options_that_depend_on_each_other_are_checked_before_anything_is_done() {
        assertThat(shell.run("purge", "--org-id", "4", "--ignore-grace").err()).contains("needs --reason");
        assertThat(shell.run("purge", "--org-id", "4", "--reason", "because").err())
                .contains("--ignore-grace");
        assertThat(shell.run("purge", "--org-id", "4", "--ignore-grace").exit()).isEqualTo(2);
        RunningShell.Result restart =
                shell.run("restart", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b", "--confirm", "sha256:0");
        assertThat(restart.err()).contains("only with --replan");
        assertThat(restart.exit()).isEqualTo(2);
    }

    @Test
    void help_names_every_option_and_ends_with_an_example_that_is_understood() {
        for (AbstractCommand command : shell.vocabulary().commands()) {
            RunningShell.Result page = shell.run(command.getName(), "--help");
            assertThat(page.exit()).isZero();
            assertThat(page.err()).isEmpty();
            assertThat(page.out())
                    .contains(command.getOptions().stream()
                            .map(option -> "  --" + option.longName())
                            .toList());
            assertThat(command.getHelp()).as("example of " + command.getName()).isNotBlank();
            assertThat(page.out()).endsWith("Example\n  " + command.getHelp() + "\n");
            String example = command.getHelp().replaceFirst(" > .*", "");
            assertThat(shell.parser().parse(Words.of(example)).input().commandName())
                    .isEqualTo(command.getName());
        }
    }

    @Test
    void help_answers_in_json_too() {
        assertThat(shell.run("purge", "--help", "--output", "json").out())
                .startsWith("{\"help\":\"purge: ")
                .hasLineCount(1);
    }

    @Test
    void a_prompt_has_no_answer_of_its_own_that_could_be_json() {
        RunningShell.Result result = shell.run("shell", "--output", "json");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).startsWith("{\"errors\":[{\"code\":\"BAD_VALUE\"");
    }

    @Test
    void the_overview_tells_every_exit_code() {
        String overview = shell.run("--help").out().replaceAll("\\s+", " ");
        for (ExitCode code : ExitCode.values()) {
            assertThat(overview).containsPattern("[ ,]" + code.code() + " [a-z]");
        }
    }

    @Test
    void the_overview_names_every_command() {
        assertThat(shell.run("--help").out()).contains(names());
        assertThat(shell.run("help").out()).isEqualTo(shell.run("--help").out());
        assertThat(shell.run("help", "plan").out())
                .isEqualTo(shell.run("plan", "--help").out());
    }

    @Test
    void no_words_at_all_get_the_overview_as_an_error() {
        RunningShell.Result result = shell.run(List.of());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(names());
    }

    @Test
    void configuration_without_an_equals_sign_is_refused() {
        assertThatThrownBy(() -> CommandLine.of("runs", "--spring.datasource.url", "jdbc:postgresql://h/d"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--spring.datasource.url=VALUE");
    }

    @Test
    void only_four_prefixes_are_configuration() {
        CommandLine line = CommandLine.of(
                "--spring.a=1",
                "runs",
                "--logging.b=2",
                "--orgpurge.c=3",
                "--management.d=4",
                "--debug",
                "--server.port=1");
        assertThat(line.words()).containsExactly("runs", "--debug", "--server.port=1");
        assertThat(line.configuration().stream()
                        .map(word -> word.replaceAll("\\..*", ""))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("--spring", "--logging", "--orgpurge", "--management");
    }
}
