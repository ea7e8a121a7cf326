package dev.orgpurge.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSnippetTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "a = 1  =>  a = 1",
                "data ? 'k'  =>  data ?? 'k'",
                "data ?| array['a?']  =>  data ??| array['a?']",
                "'it''s ?' <> \"wh?t\"  =>  'it''s ?' <> \"wh?t\"",
                "$$?$$ = b ? 'c'  =>  $$?$$ = b ?? 'c'",
                "a - b ? 'c' /* ? */ -- ?  =>  a - b ?? 'c' /* ? */ -- ?",
                "'unfinished ?  =>  'unfinished ?",
            })
    void only_operators_get_their_question_marks_doubled(String written, String prepared) {
        assertThat(new SqlSnippet("p", written.strip()).bare()).isEqualTo(prepared.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true; delete from users",
                "true); delete from users; select (true",
                "true) or (true",
                "(true",
                "true)",
                "'x",
                "E'\\' ; --",
                "\"x",
                "$$x",
                "true /* x",
                "status = 'OFF' -- ); x\n)",
            })
    void nothing_leaves_the_place_it_is_put_in(String written) {
        assertThatThrownBy(() -> new SqlSnippet("orgpurge.x", written).requireOnePiece())
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("orgpurge.x: \"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = ';'",
                "\"a;b\" = 1 -- ; )",
                "name = $$;)$$ /* ; ( */",
                "E'\\';' = name",
                "coalesce((a), (b)) > now() - interval '1 day'",
                "a -- (",
            })
    void quoted_semicolons_and_parentheses_that_fit_are_fine(String written) {
        assertThatCode(() -> new SqlSnippet("orgpurge.x", written).requireOnePiece())
                .doesNotThrowAnyException();
    }
}
