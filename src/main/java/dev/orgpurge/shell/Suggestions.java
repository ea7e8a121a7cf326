package dev.orgpurge.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.stereotype.Component;

/** What Tab offers at the prompt: commands, options that are not there yet, values of options, ids. Never labels. */
@Component
final class Suggestions {

    /** Words of the prompt that are no commands. */
    private static final List<Suggestion> PLAIN_WORDS = List.of(
            new Suggestion("help", "the commands, or one of them"), new Suggestion("quit", "leaves the prompt"));

    private final Vocabulary vocabulary;
    private final KnownIds ids;

    Suggestions(Vocabulary vocabulary, KnownIds ids) {
        this.vocabulary = vocabulary;
        this.ids = ids;
    }

    /** One way to go on. */
    record Suggestion(String word, String meaning) {}

    /** @param current the word that is being typed, perhaps empty */
    List<Suggestion> of(List<String> before, String current) {
        if (before.isEmpty()) {
            return starting(current, Stream.concat(commands(), PLAIN_WORDS.stream()));
        }
        if (before.get(0).equals("help")) {
            return before.size() == 1 ? starting(current, commands()) : List.of();
        }
        return vocabulary.find(before.get(0)).stream()
                .flatMap(command -> within(command, before, current).stream())
                .toList();
    }

    private List<Suggestion> within(AbstractCommand command, List<String> before, String current) {
        int equals = current.indexOf('=');
        if (equals > 0) {
            String name = current.substring(0, equals);
            return named(command, name).stream()
                    .flatMap(option -> values(option, current.substring(equals + 1)))
                    .map(value -> new Suggestion(name + "=" + value, ""))
                    .toList();
        }
        Optional<CommandOption> waiting = named(command, before.get(before.size() - 1));
        if (waiting.isPresent()) {
            return starting(current, values(waiting.get(), current).map(value -> new Suggestion(value, "")));
        }
        return starting(current, options(command, before));
    }

    private Stream<Suggestion> options(AbstractCommand command, List<String> before) {
        List<Suggestion> offered = new ArrayList<>();
        for (CommandOption option : command.getOptions()) {
            String written = "--" + option.longName();
            if (before.stream().anyMatch(word -> word.equals(written) || word.startsWith(written + "="))) {
                continue;
            }
            if (Vocabulary.bare(option) && before.size() == 1) {
                OptionValues.choices(option).forEach(value -> offered.add(new Suggestion(value, "")));
            } else if (!Vocabulary.bare(option)) {
                offered.add(new Suggestion(written, HelpText.meaning(option)));
            }
        }
        offered.add(new Suggestion("--help", "this command's options and an example"));
        return offered.stream();
    }

    /** The option of that name, if a value must follow it. */
    private static Optional<CommandOption> named(AbstractCommand command, String written) {
        return command.getOptions().stream()
                .filter(option -> written.equals("--" + option.longName()) && !OptionValues.isFlag(option))
                .findFirst();
    }

    private Stream<String> values(CommandOption option, String begun) {
        return switch (String.valueOf(option.longName())) {
            case "org-id" -> ids.organizations(begun).stream();
            case "run-id" -> ids.runs(begun).stream();
            default -> OptionValues.choices(option).stream();
        };
    }

    private Stream<Suggestion> commands() {
        return vocabulary.commands().stream()
                .map(command -> new Suggestion(command.getName(), command.getDescription()));
    }

    private static List<Suggestion> starting(String begun, Stream<Suggestion> all) {
        return all.filter(one -> one.word().startsWith(begun)).toList();
    }
}
