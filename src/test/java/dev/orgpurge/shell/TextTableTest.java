package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static String printed(int columns, Consumer<TextTable> rows, String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
                TextTable table = new TextTable(stream, columns, headers)) {
            rows.accept(table);
        }
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void columns_are_aligned_and_numbers_stand_right() {
        assertThat(printed(
                        80,
                        table -> {
                            table.row("public.users", 12L, "a");
                            table.row("t", 1234L, "b");
                        },
                        "TABLE",
                        "ROWS",
                        "X"))
                .isEqualTo("""
                TABLE         ROWS  X
                public.users    12  a
                t             1234  b
                """);
    }

    @Test
    void the_last_column_wraps_at_the_width_of_the_terminal() {
        assertThat(printed(40, table -> table.row("42", "STILL_HAS_DEPENDENTS public.users: 12 rows"), "ID", "REASONS"))
                .isEqualTo("""
                        ID  REASONS
                        42  STILL_HAS_DEPENDENTS public.users:
                            12 rows
                        """);
    }

    @Test
    void a_number_may_stand_last() {
        assertThat(printed(80, table -> table.row("t", 5L), "TABLE", "ROWS")).isEqualTo("TABLE  ROWS\nt         5\n");
    }

    @Test
    void control_characters_of_a_label_never_reach_the_terminal() {
        assertThat(printed(80, table -> table.row("\u001b[2Jx\ny\u202e\u009b", "z"), "A", "B"))
                .contains("?[2Jx?y??  z");
    }

    @Test
    void rows_beyond_those_that_decide_the_widths_are_printed_at_once() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextTable table = new TextTable(new PrintStream(out, true, StandardCharsets.UTF_8), 80, "N");
        for (int i = 0; i < 1000; i++) {
            table.row(i);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(1001);
    }
}
