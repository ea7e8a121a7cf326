package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads command lines until the end: from a person with completion and history, or from a pipe. */
@Component
final class Prompt {

    private static final Set<String> LAST_WORDS = Set.of("quit", "exit");

    private final Console console;
    private final ObjectProvider<CommandRunner> runner;
    private final ObjectProvider<Conversation> conversation;
    private boolean open;

    Prompt(Console console, ObjectProvider<CommandRunner> runner, ObjectProvider<Conversation> conversation) {
        this.console = console;
        this.runner = runner;
        this.conversation = conversation;
    }

    /** Ends as the last command of a pipe did; a person's session ends well. */
    ExitCode run() {
        if (open) {
            throw Problem.usage("ALREADY_IN_SHELL", "this is the prompt already; quit leaves it");
        }
        open = true;
        return console.terminal() ? converse(conversation.getObject()) : follow();
    }

    private ExitCode converse(Conversation person) {
        console.err().println("Commands as on the command line. Tab completes, help lists them, quit leaves.");
        while (true) {
            List<String> words = heard(person).orElse(List.of("quit"));
            if (lastWords(words)) {
                return ExitCode.DONE;
            }
            if (!words.isEmpty()) {
                runner.getObject().execute(words, person);
            }
        }
    }

    private Optional<List<String>> heard(Conversation person) {
        try {
            return person.next().map(Words::of);
        } catch (Problem unreadable) {
            console.report(unreadable, OutputFormat.TABLE);
            return Optional.of(List.of());
        }
    }

    private static boolean lastWords(List<String> words) {
        return words.size() == 1 && LAST_WORDS.contains(words.get(0));
    }

    private ExitCode follow() {
        ExitCode exit = ExitCode.DONE;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> words = Words.of(line);
                if (lastWords(words)) {
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
