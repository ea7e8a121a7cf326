package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.jline.JLineInputProvider;
import org.springframework.shell.jline.JLineInputReader;
import org.springframework.stereotype.Component;

/** Reads command lines until the end: from a person with completion and history, or from a pipe. */
@Component
final class Prompt {

    private static final Set<String> LAST_WORDS = Set.of("quit", "exit");

    private final Console console;
    private final ObjectProvider<CommandRunner> runner;
    private final ObjectProvider<JLineInputProvider> jline;
    private boolean open;

    Prompt(Console console, ObjectProvider<CommandRunner> runner, ObjectProvider<JLineInputProvider> jline) {
        this.console = console;
        this.runner = runner;
        this.jline = jline;
    }

    /** Ends as the last command of a pipe did; a person's session ends well. */
    ExitCode run() {
        if (open) {
            throw Problem.usage("ALREADY_IN_SHELL", "this is the prompt already; quit leaves it");
        }
        open = true;
        return console.terminal() ? converse(jline.getObject()) : follow();
    }

    private ExitCode converse(JLineInputProvider terminal) {
        terminal.getLineReader().setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
        InputReader person = new JLineInputReader(terminal.getLineReader());
        while (true) {
            try {
                List<String> words = Words.of(terminal.readInput());
                if (!words.isEmpty() && LAST_WORDS.contains(words.get(0))) {
                    return ExitCode.DONE;
                }
                if (!words.isEmpty()) {
                    runner.getObject().execute(words, person);
                }
            } catch (UserInterruptException | EndOfFileException e) {
                return ExitCode.DONE;
            } catch (Problem unreadable) {
                console.report(unreadable, OutputFormat.TABLE);
            }
        }
    }

    private ExitCode follow() {
        ExitCode exit = ExitCode.DONE;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> words = Words.of(line);
                if (!words.isEmpty() && LAST_WORDS.contains(words.get(0))) {
                    return exit;
                }
                exit = words.isEmpty() ? exit : runner.getObject().execute(words, new Person(console));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exit;
    }
}
