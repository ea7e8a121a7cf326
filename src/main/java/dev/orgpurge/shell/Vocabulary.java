package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.CommandRegistry;

/** The commands there are, each with the options that all of them share. */
final class Vocabulary {

    /** Whose methods are commands. Written down and not looked for, so that help knows them before Spring is at work. */
    static final List<Class<?>> HOMES = List.of(
            ApiKeyCommands.class,
            CompletionCommand.class,
            ControlCommands.class,
            EvidenceCommands.class,
            ExplainCommand.class,
            HoldCommands.class,
            OrganizationCommands.class,
            PaceCommands.class,
            PlanCommands.class,
            PurgeCommands.class,
            ReportCommands.class,
            ServeCommand.class,
            SetupCommands.class,
            SuggestCommand.class);

    static final CommandOption OUTPUT = CommandOption.with()
            .longName("output")
            .description("<table|json> form of the answer on stdout; table unless given")
            .required(false)
            .type(OutputFormat.class)
            .build();

    private final List<AbstractCommand> commands;

    /** @param homes the object of a class, to call its commands' methods on */
    Vocabulary(Function<Class<?>, Object> homes) {
        commands = HOMES.stream()
                .flatMap(home -> AnnotatedCommand.in(home, homes))
                .sorted(Comparator.comparing(AbstractCommand::getName))
                .collect(Collectors.toUnmodifiableList());
        commands.forEach(Vocabulary::addSharedOptions);
    }

    private static void addSharedOptions(AbstractCommand command) {
        List<CommandOption> options = new ArrayList<>(command.getOptions());
        if (options.stream().noneMatch(option -> "output".equals(option.longName()))) {
            options.add(OUTPUT);
        }
        command.setOptions(options);
    }

    List<AbstractCommand> commands() {
        return commands;
    }

    /** The same, as Spring Shell wants to see them. */
    CommandRegistry registry() {
        return new CommandRegistry(Set.copyOf(commands));
    }

    Optional<AbstractCommand> find(String name) {
        return commands.stream()
                .filter(command -> command.getName().equals(name))
                .findFirst();
    }

    /** @throws Problem usage, if there is no such command */
    AbstractCommand command(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    /** The one option whose value may stand alone: {@code completion bash}. */
    static boolean bare(CommandOption option) {
        return option.type() == CompletionScript.Shell.class;
    }

    private Problem unknown(String name) {
        if (name.startsWith("-")) {
            return Problem.usage(
                    "UNKNOWN_COMMAND",
                    "the first word must be a command, not " + Sentences.quoted(name) + "; --help lists the commands");
        }
        return Problem.usage(
                "UNKNOWN_COMMAND",
                "unknown command " + Sentences.quoted(name) + "; "
                        + didYouMean(
                                Nearest.to(
                                        name,
                                        commands.stream()
                                                .map(AbstractCommand::getName)
                                                .toList()),
                                "--help lists the commands"));
    }

    static String didYouMean(Optional<String> near, String otherwise) {
        return near.map(word -> "did you mean " + word + "?").orElse(otherwise);
    }

    /** The groups of the overview. */
    static final class Groups {
        static final String LOOK = "Look";
        static final String PURGE = "Purge";
        static final String SAY_NO = "Say no";
        static final String EVIDENCE = "Evidence";
        static final String SETUP = "Set up";
        static final List<String> ORDER = List.of(LOOK, PURGE, SAY_NO, EVIDENCE, SETUP);

        private Groups() {}
    }
}
