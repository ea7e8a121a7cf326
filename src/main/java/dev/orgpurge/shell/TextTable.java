package dev.orgpurge.shell;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * Aligned columns, streamed: the first rows decide the widths, so that any number of rows needs the same memory. Numbers
 * stand right, times are told to the second. On a terminal that is too narrow, cells wrap between words; where even that does not fit, each row becomes
 * a block of lines, one per column. Words are never cut: an id that is shown can be copied.
 */
final class TextTable implements AutoCloseable {

    private static final int DECIDING_ROWS = 200;
    private static final String GAP = "  ";

    private final PrintStream out;
    private final Runnable beforeRow;
    private final int columns;
    private final String[] headers;
    private final int[] widths;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private boolean decided;
    private boolean blocks;

    /**
     * @param columns of the terminal; empty where there is none, and lines may have any length
     * @param beforeRow may throw to end the table
     */
    TextTable(PrintStream out, OptionalInt columns, Runnable beforeRow, String... headers) {
        this.out = out;
        this.beforeRow = beforeRow;
        this.columns = columns.orElse(Integer.MAX_VALUE);
        this.headers = headers;
        this.widths = new int[headers.length];
    }

    void row(@Nullable Object... cells) {
        beforeRow.run();
        if (decided) {
            print(cells);
        } else {
            waiting.add(cells);
            if (waiting.size() >= DECIDING_ROWS) {
                decide();
            }
        }
    }

    private void decide() {
        decided = true;
        waiting.add(0, headers);
        int[] words = new int[widths.length];
        for (@Nullable Object[] row : waiting) {
            for (int i = 0; i < widths.length; i++) {
                String text = text(row[i]);
                widths[i] = Math.max(widths[i], width(text));
                words[i] = Math.max(words[i], row[i] instanceof Number ? width(text) : longestWord(text));
            }
        }
        blocks = total(words) > columns;
        if (blocks) {
            waiting.remove(0);
            Arrays.fill(
                    widths, width(Arrays.stream(headers).max(TextTable::wider).orElse("")));
        } else {
            narrow(words);
        }
        waiting.forEach(this::print);
        waiting.clear();
    }

    private static int wider(String one, String other) {
        return Integer.compare(width(one), width(other));
    }

    private static int longestWord(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToInt(TextTable::width)
                .max()
                .orElse(0);
    }

    private static long total(int[] widths) {
        return Arrays.stream(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1);
    }

    /** Takes from the widest column that can give, until the row fits. */
    private void narrow(int[] least) {
        while (total(widths) > columns) {
            int widest = IntStream.range(0, widths.length)
                    .filter(i -> widths[i] > least[i])
                    .reduce((one, other) -> widths[other] >= widths[one] ? other : one)
                    .orElseThrow();
            widths[widest]--;
        }
    }

    private void print(@Nullable Object[] cells) {
        if (blocks) {
            printBlock(cells);
            return;
        }
        List<List<String>> wrapped = IntStream.range(0, widths.length)
                .mapToObj(i -> wrapped(text(cells[i]), widths[i]))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int line = 0; line < height; line++) {
            int at = line;
            out.println(IntStream.range(0, widths.length)
                    .mapToObj(i -> padded(
                            at < wrapped.get(i).size() ? wrapped.get(i).get(at) : "",
                            widths[i],
                            cells[i] instanceof Number))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
        }
    }

    private void printBlock(@Nullable Object[] cells) {
        String indent = " ".repeat(widths[0] + GAP.length());
        for (int i = 0; i < headers.length; i++) {
            String start = padded(headers[i], widths[i], false) + GAP;
            for (String part : wrapped(text(cells[i]), Math.max(1, columns - indent.length()))) {
                out.println((start + part).stripTrailing());
                start = indent;
            }
        }
        out.println();
    }

    private static String padded(String text, int width, boolean right) {
        String padding = " ".repeat(Math.max(0, width - width(text)));
        return right ? padding + text : text + padding;
    }

    /** Lines of at most that width; a longer word has a line of its own. */
    static List<String> wrapped(String text, int width) {
        if (width(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Columns on a terminal: wide characters take two, combining ones none. */
    private static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    private static String text(@Nullable Object cell) {
        Object told = cell instanceof Instant time ? time.truncatedTo(ChronoUnit.SECONDS) : cell;
        return Sentences.printable(Objects.toString(told, ""));
    }

    @Override
    public void close() {
        if (!decided) {
            decide();
        }
        out.flush();
    }
}
