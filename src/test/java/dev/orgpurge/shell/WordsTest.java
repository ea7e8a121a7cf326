package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.problem.Problem;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void spaces_divide_and_quotes_hold_together() {
        assertThat(Words.of("  purge --confirm \"Acme  Ltd\" --reason='it''s \"so\"' "))
                .containsExactly("purge", "--confirm", "Acme  Ltd", "--reason=its \"so\"");
        assertThat(Words.of("a\"b c\"d")).containsExactly("ab cd");
        assertThat(Words.of("x ''")).containsExactly("x", "");
    }

    @Test
    void a_backslash_escapes_except_in_single_quotes() {
        assertThat(Words.of("a\\ b \"c\\\"d\" 'e\\f'")).containsExactly("a b", "c\"d", "e\\f");
    }

    @Test
    void nothing_is_no_word() {
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of(" \t ")).isEmpty();
    }

    @Test
    void an_open_quote_is_told() {
        assertThatThrownBy(() -> Words.of("purge --confirm 'Acme"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("close it with '");
    }
}
