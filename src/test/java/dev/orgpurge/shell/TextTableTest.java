package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static String printed(int columns, Consumer<TextTable> rows, String... headers) {
        return printed(OptionalInt.of(columns), rows, headers);
    }

    private static String printed(OptionalInt columns, Consumer<TextTable> rows, String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
                TextTable table = new TextTable(stream, columns, () -> {}, headers)) {
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
    void without_a_terminal_nothing_is_wrapped_however_long() {
        String reason = "because ".repeat(100).strip();
        assertThat(printed(OptionalInt.empty(), table -> table.row("42", reason), "ID", "REASONS"))
                .isEqualTo("ID  REASONS\n42  " + reason + "\n");
    }

    @Test
    void the_widest_columns_wrap_and_words_stay_whole() {
        String printed = printed(
                60,
                table -> table.row(
                        "42", "The Long Company of Many Names Ltd", 1234567L, "STILL_HAS_DEPENDENTS public.users"),
                "ID",
                "LABEL",
                "ROWS",
                "REASONS");
        assertThat(printed.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
        assertThat(printed).contains("STILL_HAS_DEPENDENTS", "1234567", "Names").hasLineCount(3);
    }

    @Test
    void where_no_table_fits_each_row_becomes_a_block_and_ids_can_still_be_copied() {
        String id = "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b";
        assertThat(printed(
                        40,
                        table -> {
                            table.row(id, "execute", 12L);
                            table.row("b", "rehearsal of everyone who is due tonight", 0L);
                        },
                        "RUN",
                        "MODE",
                        "ORGANIZATIONS"))
                .isEqualTo("""
                        RUN            3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b
                        MODE           execute
                        ORGANIZATIONS  12

                        RUN            b
                        MODE           rehearsal of everyone who
                                       is due tonight
                        ORGANIZATIONS  0

                        """);
    }

    @Test
    void wide_characters_take_two_columns_and_combining_ones_none() {
        assertThat(printed(
                        80,
                        table -> {
                            table.row("東京", "x");
                            table.row("e\u0301te", "y");
                            table.row("abcd", "z");
                        },
                        "A",
                        "B"))
                .isEqualTo("A     B\n東京  x\ne\u0301te   y\nabcd  z\n");
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
        TextTable table =
                new TextTable(new PrintStream(out, true, StandardCharsets.UTF_8), OptionalInt.of(80), () -> {}, "N");
        for (int i = 0; i < 1000; i++) {
            table.row(i);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(1001);
    }
}
