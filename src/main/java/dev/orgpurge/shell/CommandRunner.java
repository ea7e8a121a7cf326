package dev.orgpurge.shell;

import dev.orgpurge.purge.ExitCode;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandExecutionException;
import org.springframework.shell.core.command.CommandExecutor;
import org.springframework.shell.core.command.CommandNotFoundException;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.stereotype.Component;

/**
 * Runs commands strictly: what is not understood completely executes nothing. The name replaces Spring Shell's own
 * runner, which ignores unknown options and ends with 0 on errors.
 */
@Component("springShellApplicationRunner")
public final class CommandRunner implements ApplicationRunner {

    private final CommandLine line;
    private final Console console;
    private final Vocabulary vocabulary;
    private final StrictParser parser;
    private final HelpText help;
    private final Output output;
    private final FailureTranslator failures;
    private ExitCode exit = ExitCode.DONE;

    CommandRunner(
            CommandLine line,
            Console console,
            Vocabulary vocabulary,
            StrictParser parser,
            HelpText help,
            Output output,
            FailureTranslator failures) {
        this.line = line;
        this.console = console;
        this.vocabulary = vocabulary;
        this.parser = parser;
        this.help = help;
        this.output = output;
        this.failures = failures;
    }

    @Override
    public void run(ApplicationArguments ignored) {
        exit = execute(line.words(), new Person(console));
    }

    /** How the command of the process ended. */
    public int exitCode() {
        return exit.code();
    }

    /** Runs one command line. */
    ExitCode execute(List<String> words, InputReader person) {
        output.begin(OutputFormat.wanted(words));
        try {
            understand(words, person);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError failure) {
            // asked for here and not once for the class: to start logging takes longer than to print a page of help
            LoggerFactory.getLogger(CommandRunner.class).debug("the command failed", failure);
            output.fail(failures.translate(failure));
        }
        return output.exit();
    }

    private void understand(List<String> words, InputReader person)
            throws CommandNotFoundException, CommandExecutionException {
        if (words.isEmpty()) {
            output.note(help.overview());
            output.exit(ExitCode.USAGE);
        } else if (HelpRequest.in(words)) {
            String about = HelpRequest.about(words);
            output.help(about.isEmpty() ? help.overview() : help.of(about));
        } else {
            Invocation invocation = parser.parse(words);
            output.begin(invocation.format());
            CommandRegistry registry = vocabulary.registry();
            new CommandExecutor(registry)
                    .execute(new CommandContext(invocation.input(), registry, output.writer(), person));
        }
    }
}
