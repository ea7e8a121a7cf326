package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.plan.FindingCode;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.shell.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/** The README's tables are contracts: they may not fall behind the code. */
class ReadmeTest {

    private static final Pattern EXIT_ROW = Pattern.compile("(?m)^\\| (\\d+) \\|");

    private static String readme = "";

    @BeforeAll
    static void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void the_exit_code_table_has_exactly_the_codes_of_the_program() {
        List<Integer> documented = EXIT_ROW.matcher(section("## Exit codes"))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(ExitCode.values()).map(ExitCode::code).toList());
    }

    @Test
    void every_reason_code_has_one_row_and_no_other_has() {
        assertThat(codesOf("**Reasons**", "**Findings**"))
                .containsExactlyInAnyOrderElementsOf(names(ReasonCode.values()));
    }

    @Test
    void every_finding_code_has_one_row_and_no_other_has() {
        assertThat(codesOf("**Findings**", "**Errors**"))
                .containsExactlyInAnyOrderElementsOf(names(FindingCode.values()));
    }

    @Test
    void every_command_is_named() {
        List<String> commands = commands();

        assertThat(commands).contains("purge", "purge-due", "verify").hasSizeGreaterThan(10);
        assertThat(commands).allSatisfy(command -> assertThat(readme).containsPattern("`" + command + "[` ]"));
    }

    @Test
    void every_command_stands_in_the_table_of_commands_and_nothing_else_does() {
        List<String> documented = Pattern.compile("(?m)^\\| (`[^|]+) \\|")
                .matcher(section("## Commands"))
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", ")))
                .map(name -> name.replace("`", "").strip())
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(commands());
    }

    @Test
    void the_configuration_table_has_exactly_the_known_keys() {
        List<String> documented = rows(section("## Configuration"));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        KnownKeys.of(OrgPurgeProperties.class).all("orgpurge"));
    }

    @Test
    void the_two_commands_of_a_fresh_clone_are_there_literally() {
        assertThat(readme).contains("./mvnw -q -Pdemo", "./mvnw verify");
    }

    private static List<String> codesOf(String from, String to) {
        return rows(readme.substring(readme.indexOf(from), readme.indexOf(to)));
    }

    /** What the rows of the tables begin with. */
    private static List<String> rows(String text) {
        return Pattern.compile("(?m)^\\| `([^`]+)` \\|")
                .matcher(text)
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();
    }

    private static String section(String heading) {
        int from = readme.indexOf("\n" + heading + "\n");
        assertThat(from).as(heading).isPositive();
        int to = readme.indexOf("\n## ", from + 1);
        return readme.substring(from, to);
    }

    private static List<String> names(Enum<?>[] codes) {
        return Stream.of(codes).map(Enum::name).toList();
    }

    private static List<String> commands() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(Component.class));
        return scan.findCandidateComponents(ClassUtils.getPackageName(CommandRunner.class)).stream()
                .map(found -> ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null))
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Command.class))
                .flatMap(method -> Stream.of(method.getAnnotation(Command.class).name()))
                .toList();
    }
}
