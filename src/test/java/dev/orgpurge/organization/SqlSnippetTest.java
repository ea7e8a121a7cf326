package dev.orgpurge.organization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
