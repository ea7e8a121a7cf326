package dev.orgpurge.shell;

import java.util.Locale;
import java.util.Set;

/** Texts as they must stand in a YAML file that Spring reads. */
final class YamlText {

    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private YamlText() {}

    /** Plain where nothing in it can mean anything else, otherwise in double quotes. */
    static String scalar(String text) {
        boolean plain = text.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        // Spring would take ${…} for a placeholder; a backslash before it says that it is none
        text.replace("${", "\\${").codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (printable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\U%08X", c));
            }
        });
        return out.append('"').toString();
    }

    /** Text behind a {@code #}: one line, whatever somebody put into a name. */
    static String comment(String text) {
        return text.codePoints()
                .map(c -> printable(c) ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
