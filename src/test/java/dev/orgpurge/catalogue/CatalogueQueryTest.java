package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueQueryTest {

    @ParameterizedTest
    @EnumSource
    void says_why_it_is_asked_and_asks_one_question(CatalogueQuery query) {
        assertThat(query.sql()).startsWith("-- ");
        assertThat(withoutComments(query)).containsOnlyOnce(";").endsWith(";");
    }

    @ParameterizedTest
    @EnumSource
    void spells_out_the_schema_of_the_server(CatalogueQuery query) {
        assertThat(withoutComments(query))
                .doesNotContainPattern("\\b(from|join) pg_(?!catalog\\.)")
                .doesNotContainPattern("(?<![.\\w])(unnest|array_agg|sum|bit_xor|cardinality|[a-z]+_[a-z_]+)\\(");
    }

    private static String withoutComments(CatalogueQuery query) {
        return query.sql().replaceAll("--.*", "").strip();
    }
}
