package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a typed line as a shell does: spaces divide, single and double quotes hold together, a backslash escapes. */
final class Words {

    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private char quote;

    private Words() {}

    /** @throws Problem usage, if a quote is not closed */
    static List<String> of(String line) {
        return new Words().split(line);
    }

    private List<String> split(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word().append(line.charAt(++i));
            } else if (quote != 0) {
                inQuotes(c);
            } else if (c == '\'' || c == '"') {
                quote = c;
                word();
            } else if (Character.isWhitespace(c)) {
                end();
            } else {
                word().append(c);
            }
        }
        if (quote != 0) {
            throw Problem.usage("MISSING_QUOTE", "a quote is not closed; close it with " + quote);
        }
        end();
        return words;
    }

    private void inQuotes(char c) {
        if (c == quote) {
            quote = 0;
        } else {
            word().append(c);
        }
    }

    private StringBuilder word() {
        StringBuilder current = word == null ? new StringBuilder() : word;
        word = current;
        return current;
    }

    private void end() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }
}
