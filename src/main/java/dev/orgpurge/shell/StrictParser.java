package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ParsedInput;
import org.springframework.stereotype.Component;

/**
 * Understands words completely or not at all. Works on the words themselves: joining and splitting them again, as the
 * shell's own parser does, would lose spaces and quotes in values.
 */
@Component
final class StrictParser {

    private final Vocabulary vocabulary;

    StrictParser(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** @throws Problem usage, in one sentence */
    Invocation parse(List<String> words) {
        Command command = vocabulary.command(words.get(0));
        Map<CommandOption, String> values = new Reading(command, words).values();
        ParsedInput.Builder input = ParsedInput.builder().commandName(command.getName());
        values.forEach((option, value) -> input.addOption(CommandOption.with()
                .longName(String.valueOf(option.longName()))
                .type(option.type())
                .value(value)
                .build()));
        String format = values.getOrDefault(Vocabulary.OUTPUT, OutputFormat.TABLE.name());
        return new Invocation(input.build(), OutputFormat.valueOf(format));
    }

    /** One pass over the words. */
    private static final class Reading {

        private final Command command;
        private final List<String> words;
        private final Map<CommandOption, String> values = new LinkedHashMap<>();
        private int at = 1;

        Reading(Command command, List<String> words) {
            this.command = command;
            this.words = words;
        }

        Map<CommandOption, String> values() {
            while (at < words.size()) {
                read(words.get(at++));
            }
            for (CommandOption option : command.getOptions()) {
                if (Boolean.TRUE.equals(option.required()) && !values.containsKey(option)) {
                    throw usage("MISSING_OPTION", "needs " + HelpText.signature(option));
                }
            }
            return values;
        }

        private void read(String word) {
            if (!word.startsWith("-") || word.equals("-")) {
                CommandOption option = bare(word);
                put(option, checked(option, word));
                return;
            }
            int equals = word.indexOf('=');
            CommandOption option = option(equals < 0 ? word : word.substring(0, equals));
            String given = equals < 0 ? null : word.substring(equals + 1);
            String value = OptionValues.isFlag(option) ? flag(option, given) : value(option, given);
            put(option, value);
        }

        private CommandOption bare(String word) {
            return command.getOptions().stream()
                    .filter(Vocabulary::bare)
                    .filter(option -> !values.containsKey(option))
                    .findFirst()
                    .orElseThrow(() -> usage(
                            "STRAY_WORD",
                            "does not take the word " + Sentences.quoted(word) + "; values belong to an option"));
        }

        private void put(CommandOption option, String value) {
            if (values.put(option, value) != null) {
                throw usage("REPEATED_OPTION", "was given --" + option.longName() + " twice; give it once");
            }
        }

        private CommandOption option(String written) {
            return command.getOptions().stream()
                    .filter(option -> written.equals("--" + option.longName()))
                    .findFirst()
                    .orElseThrow(() -> usage("UNKNOWN_OPTION", unknown(written)));
        }

        private String unknown(String written) {
            List<String> known = command.getOptions().stream()
                    .map(option -> "--" + option.longName())
                    .toList();
            return "has no option " + Sentences.quoted(written) + "; "
                    + Vocabulary.didYouMean(
                            Nearest.to(written, known), command.getName() + " --help lists its options");
        }

        private String flag(CommandOption option, @Nullable String given) {
            if (given != null && !given.equals("true") && !given.equals("false")) {
                throw usage("BAD_VALUE", "takes --" + option.longName() + " without a value, or with =true or =false");
            }
            return given == null ? "true" : given;
        }

        private String value(CommandOption option, @Nullable String given) {
            String value = given;
            if (value == null && at < words.size() && !words.get(at).startsWith("--")) {
                value = words.get(at++);
            }
            if (value == null || value.isBlank()) {
                throw usage("MISSING_VALUE", "needs a value after --" + option.longName());
            }
            return checked(option, value);
        }

        private String checked(CommandOption option, String value) {
            String complaint = OptionValues.complaint(option, value);
            if (complaint != null) {
                throw usage(
                        "BAD_VALUE",
                        "needs " + complaint + " after --" + option.longName() + ", not " + Sentences.quoted(value));
            }
            return OptionValues.canonical(option, value);
        }

        private Problem usage(String code, String sentence) {
            return Problem.usage(code, command.getName() + " " + sentence);
        }
    }
}
