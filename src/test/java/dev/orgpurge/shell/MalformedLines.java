package dev.orgpurge.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandOption;

/** Command lines that were understood before one thing went wrong with them; the same seed gives the same lines. */
final class MalformedLines {

    private static final List<String> JUNK = List.of(
            "",
            " ",
            "\t",
            "stray",
            "42",
            "-",
            "--",
            "---",
            "--=",
            "-=",
            "=",
            "-x",
            "-D",
            "-Dspring.profiles.active=x",
            "-jar",
            "@file",
            "@/etc/passwd",
            "$(reboot)",
            "`reboot`",
            "; drop table organizations; --",
            "' or 1=1 --",
            "\"",
            "'",
            "\\",
            "\"half",
            "\u0000",
            "a\u0000b",
            "\u001b[2J\u001b[H",
            "\u009b31m",
            "line\nbreak",
            "carriage\rreturn",
            "\u202eevil",
            "Ünïcödé",
            "東京",
            "\ud83d\ude00",
            "\ud800",
            "%s%n%d",
            "${spring.datasource.password}",
            "#{systemProperties}",
            "{}",
            "--execute",
            "--confirm",
            "--force=maybe",
            "--output=xml",
            "--org-id=",
            "--run-id=42",
            "--OUTPUT=json",
            "—execute",
            "–-execute",
            "--exec ute");

    private final Vocabulary vocabulary;
    private final Random random;

    MalformedLines(Vocabulary vocabulary, Random random) {
        this.vocabulary = vocabulary;
        this.random = random;
    }

    List<String> next() {
        AbstractCommand command = oneOf(vocabulary.commands());
        List<String> words = valid(command);
        return switch (random.nextInt(8)) {
            case 0 -> with(words, 0, junk());
            case 1 -> replaced(words, noise(1 + random.nextInt(12)) + "!");
            case 2 -> appended(words, "--" + noise(1 + random.nextInt(20)) + "!");
            case 3 -> appended(words, "--" + foreign(command));
            case 4 -> repeated(words);
            case 5 -> appended(words, "x".repeat(1 + random.nextInt(200_000)));
            case 6 -> words.size() > 1 ? words.subList(0, words.size() - 1) : appended(words, "--output");
            default -> appended(words, strange(command));
        };
    }

    /** Characters without any plan, for the prompt's own splitting into words. */
    String soup() {
        return noise(random.nextInt(60));
    }

    private List<String> valid(AbstractCommand command) {
        List<String> words = new ArrayList<>(List.of(command.getName()));
        for (CommandOption option : command.getOptions()) {
            if (Boolean.TRUE.equals(option.required())) {
                words.add("--" + option.longName());
                words.add(value(option));
            }
        }
        return words;
    }

    private String value(CommandOption option) {
        if (option.type() == Integer.class) {
            return String.valueOf(1 + random.nextInt(1000));
        }
        if (option.type() == java.util.UUID.class) {
            return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
        }
        List<String> choices = OptionValues.choices(option);
        return choices.isEmpty() ? "some value" : oneOf(choices);
    }

    private String strange(AbstractCommand command) {
        String junk = junk();
        boolean known = names(command).stream().anyMatch(name -> junk.equals("--" + name));
        return known ? "--" + noise(5) + "!" : junk;
    }

    private String foreign(AbstractCommand command) {
        List<String> own = names(command);
        List<String> others = vocabulary.commands().stream()
                .flatMap(other -> names(other).stream())
                .filter(name -> !own.contains(name))
                .toList();
        return oneOf(others);
    }

    private static List<String> names(AbstractCommand command) {
        return command.getOptions().stream()
                .map(option -> String.valueOf(option.longName()))
                .toList();
    }

    private List<String> repeated(List<String> words) {
        List<String> line = new ArrayList<>(words);
        line.addAll(List.of("--output", "table", random.nextBoolean() ? "--output=json" : "--output=table"));
        return line;
    }

    private String junk() {
        return oneOf(JUNK);
    }

    /** Any characters but those that begin an option. */
    private String noise(int length) {
        return random.ints(length, 0, 0x3000)
                .map(c -> c == '-' || random.nextInt(3) > 0 ? ' ' + 1 + c % 90 : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining())
                .replace('-', '+')
                .replace('=', '+');
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<String> appended(List<String> words, String word) {
        return with(words, words.size(), word);
    }

    private static List<String> replaced(List<String> words, String first) {
        List<String> line = new ArrayList<>(words);
        line.set(0, first);
        return line;
    }

    private static List<String> with(List<String> words, int at, String word) {
        List<String> line = new ArrayList<>(words);
        line.add(at, word);
        return line;
    }
}
