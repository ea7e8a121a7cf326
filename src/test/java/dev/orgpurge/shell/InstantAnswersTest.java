package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.util.ClassUtils;

/** What the program says of itself it says with and without Spring in the same words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstantAnswersTest {

    private final RunningShell shell = new RunningShell();

    @AfterAll
    void stop() {
        shell.close();
    }

    private record Answer(OptionalInt exit, String out, String err) {}

    private static Answer instant(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = Console.of(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream());
        OptionalInt exit = InstantAnswers.answer(
                CommandLine.of(words), console, failure -> (Problem) InstantAnswersTest.root(failure));
        return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    Stream<String> lines() {
        return Stream.concat(
                shell.vocabulary().commands().stream().map(command -> command.getName() + " --help"),
                Stream.of(
                        "",
                        "--help",
                        "-h",
                        "help",
                        "help purge",
                        "--help --output json",
                        "help nosuch",
                        "nosuch --help",
                        "completion bash",
                        "completion zsh",
                        "completion --shell=bash --output=json",
                        "completion fish",
                        "completion",
                        "completion bash --bogus"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void the_answer_is_the_one_of_the_whole_program(String line) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
        RunningShell.Result whole = shell.run(List.of(words));

        assertThat(instant(words)).isEqualTo(new Answer(OptionalInt.of(whole.exit()), whole.out(), whole.err()));
        assertThat(whole.out() + whole.err()).isNotEmpty();
    }

    @Test
    void everything_else_is_left_to_the_whole_program() {
        assertThat(Stream.of("purge-due", "plan", "shell", "nosuch", "--bogus", "init --print-sql")
                        .map(line -> instant(line.split(" ", -1))))
                .allSatisfy(answer -> assertThat(answer).isEqualTo(new Answer(OptionalInt.empty(), "", "")));
    }

    @Test
    void no_command_is_forgotten_in_the_list_of_those_who_have_some() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(
                (metadata, factory) -> metadata.getAnnotationMetadata().hasAnnotatedMethods(Command.class.getName()));
        List<String> homes = scan.findCandidateComponents(ClassUtils.getPackageName(CommandRunner.class)).stream()
                .map(found -> String.valueOf(found.getBeanClassName()))
                .toList();

        assertThat(homes).hasSizeGreaterThan(5);
        assertThat(Vocabulary.HOMES.stream().map(Class::getName)).containsExactlyInAnyOrderElementsOf(homes);
        assertThat(shell.vocabulary().commands())
                .extracting(AbstractCommand::getName)
                .contains("purge-due");
    }
}
