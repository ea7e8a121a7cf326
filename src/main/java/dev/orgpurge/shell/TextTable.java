package dev.orgpurge.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Aligned columns, streamed: the first rows decide the widths, so that any number of rows needs the same memory. Numbers
 * stand right; the last column wraps.
 */
final class TextTable implements AutoCloseable {

    private static final int DECIDING_ROWS = 200;
    private static final String GAP = "  ";
    private static final int NARROWEST_LAST = 20;

    private final PrintStream out;
    private final int columns;
    private final int[] widths;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private boolean decided;

    TextTable(PrintStream out, int columns, String... headers) {
        this.out = out;
        this.columns = columns;
        this.widths = new int[headers.length];
        waiting.add(headers);
    }

    void row(@Nullable Object... cells) {
        if (decided) {
            print(cells);
        } else {
            waiting.add(cells);
            if (waiting.size() > DECIDING_ROWS) {
                decide();
            }
        }
    }

    private void decide() {
        for (@Nullable Object[] row : waiting) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], text(row[i]).length());
            }
        }
        decided = true;
        waiting.forEach(this::print);
        waiting.clear();
    }

    private void print(@Nullable Object[] cells) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            line.append(padded(cells[i], widths[i], cells[i] instanceof Number)).append(GAP);
        }
        if (cells[last] instanceof Number) {
            out.println(line.append(padded(cells[last], widths[last], true))
                    .toString()
                    .stripTrailing());
            return;
        }
        String indent = " ".repeat(line.length());
        for (String part : wrapped(text(cells[last]), Math.max(NARROWEST_LAST, columns - line.length()))) {
            out.println(line.append(part).toString().stripTrailing());
            line.setLength(0);
            line.append(indent);
        }
    }

    private static String padded(@Nullable Object cell, int width, boolean right) {
        String text = text(cell);
        String padding = " ".repeat(Math.max(0, width - text.length()));
        return right ? padding + text : text + padding;
    }

    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int cut = space > 0 ? space : width;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static String text(@Nullable Object cell) {
        return Sentences.printable(Objects.toString(cell, ""));
    }

    @Override
    public void close() {
        if (!decided) {
            decide();
        }
        out.flush();
    }
}
