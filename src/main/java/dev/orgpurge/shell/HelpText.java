package dev.orgpurge.shell;

import java.util.List;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.stereotype.Component;

/** The overview, and the page of each command; descriptions of options begin with their value's name in brackets. */
@Component
final class HelpText {

    private static final int WIDEST = 100;
    private static final int NARROWEST_MEANING = 20;

    private final Vocabulary vocabulary;
    private final Console console;

    HelpText(Vocabulary vocabulary, Console console) {
        this.vocabulary = vocabulary;
        this.console = console;
    }

    String overview() {
        StringBuilder text = new StringBuilder("""
                OrgPurge deletes organizations from a PostgreSQL database: completely, safely, with proof.
                Usage: java -jar orgpurge.jar COMMAND [options] [--spring.datasource.url=jdbc:postgresql://...]
                """);
        for (String group : Vocabulary.Groups.ORDER) {
            text.append("\n").append(group).append("\n");
            vocabulary.commands().stream()
                    .filter(command -> command.getGroup().equals(group))
                    .forEach(command -> text.append(entry(command.getName(), command.getDescription(), 14)));
        }
        return text.append("""

                        Every command: --output table|json, --help. Nothing is deleted without --execute.
                        Configuration: --KEY=VALUE for spring.*, logging.*, management.* and orgpurge.*, or a file:
                          --spring.config.additional-location=file:policy.yaml
                        Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 refused, 4 not found, 5 partly
                          failed, 6 another run is at work, 7 the schema changed, 8 stopped
                        """).toString();
    }

    String of(String name) {
        AbstractCommand command = vocabulary.command(name);
        String title =
                String.join("\n", TextTable.wrapped(command.getName() + ": " + command.getDescription(), columns()));
        StringBuilder text = new StringBuilder(title + "\n\nUsage: ");
        text.append(usage(command)).append("\n\nOptions\n");
        for (CommandOption option : command.getOptions()) {
            text.append(entry(signature(option), meaning(option), 30));
        }
        text.append(entry("--help", "this page", 30));
        return text.append("\nExample\n  ")
                .append(command.getHelp())
                .append("\n")
                .toString();
    }

    private String usage(AbstractCommand command) {
        StringBuilder usage = new StringBuilder(command.getName());
        int lineStart = -"Usage: ".length();
        for (CommandOption option : command.getOptions()) {
            String written = Boolean.TRUE.equals(option.required()) ? signature(option) : "[" + signature(option) + "]";
            if (usage.length() - lineStart + written.length() >= columns()) {
                usage.append("\n        ");
                lineStart = usage.length() - 8;
            }
            usage.append(' ').append(written);
        }
        return usage.toString();
    }

    private int columns() {
        return Math.min(WIDEST, console.screen().out().orElse(WIDEST));
    }

    static String signature(CommandOption option) {
        String description = String.valueOf(option.description());
        String value = description.startsWith("<") ? " " + description.substring(1, description.indexOf('>')) : "";
        return "--" + option.longName() + value;
    }

    static String meaning(CommandOption option) {
        String description = String.valueOf(option.description());
        String meaning =
                description.startsWith("<") ? description.substring(description.indexOf('>') + 2) : description;
        return Boolean.TRUE.equals(option.required()) ? meaning + " (required)" : meaning;
    }

    private String entry(String term, String meaning, int width) {
        List<String> lines = TextTable.wrapped(meaning, Math.max(NARROWEST_MEANING, columns() - width - 4));
        String indent = "\n" + " ".repeat(width + 4);
        return "  " + term + " ".repeat(Math.max(0, width - term.length())) + "  " + String.join(indent, lines) + "\n";
    }
}
