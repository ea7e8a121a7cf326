package dev.orgpurge.shell;

import java.util.OptionalInt;

/** Help and completion scripts, which tell of the program itself: answered without Spring's context, its configuration, its logging. */
public final class InstantAnswers {

    private final Output output;
    private final Vocabulary vocabulary;

    private InstantAnswers(Console console) {
        output = new Output(console, () -> {});
        vocabulary = new Vocabulary(this::home);
    }

    private Object home(Class<?> type) {
        if (type == CompletionCommand.class) {
            return new CompletionCommand(new CompletionScript(vocabulary), output);
        }
        throw new IllegalArgumentException(type + " needs the context");
    }

    /** The exit code; empty if the line wants something else. */
    public static OptionalInt answer(CommandLine line, Console console, FailureTranslator failures) {
        if (!line.help() && !line.words().get(0).equals(CompletionCommand.NAME)) {
            return OptionalInt.empty();
        }
        InstantAnswers known = new InstantAnswers(console);
        CommandRunner runner = new CommandRunner(
                line,
                console,
                known.vocabulary,
                new StrictParser(known.vocabulary),
                new HelpText(known.vocabulary, console),
                known.output,
                failures);
        return OptionalInt.of(runner.execute(line.words(), new Person(console)).code());
    }
}
