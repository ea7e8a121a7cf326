package dev.orgpurge.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.shell.core.InputReader;
import org.springframework.stereotype.Component;

/** Reads what a person types at the terminal, with history, Tab and Ctrl-C. */
@Component
final class Conversation implements InputReader {

    private static final String PROMPT = "orgpurge> ";

    /** The colours that the list of completions has by default. */
    private static final List<String> STYLES = Stream.of("GROUP", "SELECTION", "DESCRIPTION", "STARTING", "BACKGROUND")
            .flatMap(name -> Stream.of("COMPLETION_STYLE_" + name, "COMPLETION_STYLE_LIST_" + name))
            .toList();

    /** An empty one would mean the default. */
    private static final String NO_STYLE = "fg:default";

    private final Console console;
    private final ObjectProvider<Terminal> terminals;
    private final StrictParser parser;
    private final Suggestions suggestions;
    private final Interruption interruption;
    private Optional<LineReader> begun = Optional.empty();

    Conversation(
            Console console,
            ObjectProvider<Terminal> terminals,
            StrictParser parser,
            Suggestions suggestions,
            Interruption interruption) {
        this.console = console;
        this.terminals = terminals;
        this.parser = parser;
        this.suggestions = suggestions;
        this.interruption = interruption;
    }

    /** The next line; empty when the person leaves. */
    Optional<String> next() {
        while (true) {
            try {
                String line = reader().readLine(PROMPT);
                interruption.forget();
                return Optional.of(line);
            } catch (UserInterruptException e) {
                console.err().println("Nothing is at work. quit or Ctrl-D leaves.");
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    /** A question in the middle of a command. Ctrl-C and Ctrl-D answer nothing; what is typed is not remembered. */
    @Override
    public String readInput(String question) {
        LineReader reader = reader();
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        reader.setVariable(LineReader.DISABLE_COMPLETION, true);
        try {
            return reader.readLine(question);
        } catch (UserInterruptException | EndOfFileException e) {
            return "";
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
            reader.setVariable(LineReader.DISABLE_COMPLETION, false);
        }
    }

    private LineReader reader() {
        LineReader reader = begun.orElseGet(() -> begin(System.getenv()));
        begun = Optional.of(reader);
        return reader;
    }

    /** After each line JLine gives SIGINT back to the handler that the terminal had before. */
    private LineReader begin(Map<String, String> environment) {
        Terminal terminal = terminals.getObject();
        terminal.handle(Terminal.Signal.INT, signal -> interruption.heard());
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("orgpurge")
                .parser(new DefaultParser())
                .completer(this::complete)
                .history(new LineHistory(parser))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                // a second Tab would put the first candidate into the line: an id that nobody chose
                .option(LineReader.Option.AUTO_MENU, false);
        LineHistory.file(environment).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            STYLES.forEach(style -> builder.variable(style, NO_STYLE));
        }
        return builder.build();
    }

    private void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        String current = line.word().substring(0, line.wordCursor());
        for (Suggestions.Suggestion one : suggestions.of(before, current)) {
            String meaning = one.meaning().isEmpty() ? null : one.meaning();
            candidates.add(new Candidate(one.word(), one.word(), null, meaning, null, null, true));
        }
    }
}
