package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;
import tools.jackson.databind.json.JsonMapper;

/** The completion scripts, asked by the shells they are for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionScriptTest {

    /** What bash's completion does: words and cursor in, proposals out. */
    private static final String ASK = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _orgpurge
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    private final RunningShell shell = new RunningShell();

    private Path folder = Path.of("");
    private Path bash = Path.of("");

    @BeforeAll
    void write(@TempDir Path given) throws IOException {
        folder = given;
        bash = Files.writeString(
                folder.resolve("completion.bash"),
                shell.run("completion", "bash").out());
    }

    @AfterAll
    void stop() {
        shell.close();
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String said(String... command) throws IOException, InterruptedException {
        // a machine with a JDK alone has no zsh, perhaps no bash: the shell is what is tested, there is nothing to
        // replace it
        assumeTrue(installed(command[0]), command[0] + " is not installed");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private List<String> completed(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("bash", "--norc", "--noprofile", "-uc", ASK, "bash", bash.toString(), "orgpurge"));
        command.addAll(List.of(words));
        return said(command.toArray(String[]::new))
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void bash_completes_commands() throws Exception {
        List<String> names = shell.vocabulary().commands().stream()
                .map(AbstractCommand::getName)
                .toList();
        assertThat(completed("")).containsAll(names).contains("help");
        assertThat(completed("pu")).containsExactly("purge", "purge-due");
        assertThat(completed("nosuch", "")).isEmpty();
        assertThat(completed("help", "cert")).containsExactly("certificate");
    }

    @Test
    void bash_completes_every_option_of_every_command_once() throws Exception {
        for (AbstractCommand command : shell.vocabulary().commands()) {
            List<String> options = command.getOptions().stream()
                    .filter(option -> !Vocabulary.bare(option))
                    .map(option -> "--" + option.longName())
                    .toList();
            assertThat(completed(command.getName(), "--")).containsAll(options).contains("--help");
        }
        assertThat(completed("purge", "--execute", "--org-id", "4", "--"))
                .doesNotContain("--execute", "--org-id")
                .contains("--confirm");
        assertThat(completed("purge-due", "--max")).containsExactly("--max-organizations");
    }

    @Test
    void bash_completes_values_and_files_and_leaves_the_rest_to_the_operator() throws Exception {
        assertThat(completed("runs", "--output", "")).containsExactly("table", "json");
        assertThat(completed("runs", "--output", "j")).containsExactly("json");
        assertThat(completed("runs", "--output", "=")).containsExactly("table", "json");
        assertThat(completed("runs", "--output", "=", "t")).containsExactly("table");
        assertThat(completed("completion", "")).contains("bash", "zsh");
        assertThat(completed("completion", "z")).containsExactly("zsh");
        assertThat(completed("purge", "--org-id", "")).isEmpty();
        Files.writeString(folder.resolve("plan one.json"), "");
        assertThat(completed("plan", "--out", "pl")).containsExactly("plan one.json");
    }

    @Test
    void zsh_reads_its_script_and_finds_every_option_in_it() throws Exception {
        String script = shell.run("completion", "zsh").out();
        assertThat(script).startsWith("#compdef orgpurge\n").contains(":(table json)", "'1:shell:(bash zsh)'");
        for (AbstractCommand command : shell.vocabulary().commands()) {
            for (CommandOption option : command.getOptions()) {
                assertThat(script)
                        .contains(Vocabulary.bare(option) ? "1:" + option.longName() : "--" + option.longName());
            }
        }
        said("zsh", "-n", Files.writeString(folder.resolve("_orgpurge"), script).toString());
    }

    @Test
    void a_shell_that_is_not_known_is_refused_and_json_carries_the_script() {
        assertThat(shell.run("completion", "fish").err()).contains("one of bash, zsh");
        assertThat(shell.run("completion").err()).contains("needs --shell bash|zsh");
        assertThat(shell.run("completion", "bash", "zsh").exit()).isEqualTo(2);
        String json = shell.run("completion", "zsh", "--output", "json").out();
        assertThat(JsonMapper.shared().readTree(json).path("script").asString())
                .isEqualTo(shell.run("completion", "zsh").out());
    }
}
