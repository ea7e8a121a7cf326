package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of the process: the words of a command, and configuration for Spring, which would otherwise take every
 * option for a property.
 */
public record CommandLine(List<String> words, List<String> configuration) {

    private static final List<String> CONFIGURATION =
            List.of("--spring.", "--logging.", "--management.", "--orgpurge.");

    public CommandLine {
        words = List.copyOf(words);
        configuration = List.copyOf(configuration);
    }

    /** @throws Problem usage, if configuration lacks its equals sign */
    public static CommandLine of(String... args) {
        List<String> words = new ArrayList<>();
        List<String> configuration = new ArrayList<>();
        for (String arg : args) {
            if (CONFIGURATION.stream().noneMatch(arg::startsWith)) {
                words.add(arg);
            } else if (arg.indexOf('=') < 0) {
                throw Problem.usage(
                        "MISSING_VALUE",
                        "configuration on the command line needs an equals sign: write " + Sentences.printable(arg)
                                + "=VALUE as one word");
            } else {
                configuration.add(arg);
            }
        }
        return new CommandLine(words, configuration);
    }

    /** Help is asked for, which needs neither a database nor a valid configuration. */
    public boolean help() {
        return words.isEmpty() || HelpRequest.in(words);
    }
}
