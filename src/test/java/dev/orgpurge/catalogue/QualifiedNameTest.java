package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QualifiedNameTest {

    @Test
    void both_parts_are_quoted_and_quotes_are_doubled() {
        assertThat(new QualifiedName("My Schema", "sel\"ect").sql()).isEqualTo("\"My Schema\".\"sel\"\"ect\"");
        assertThat(new Column("a\"; drop table t; --", "text", false, false, true).sql())
                .isEqualTo("\"a\"\"; drop table t; --\"");
    }

    @Test
    void case_is_part_of_identity() {
        assertThat(new QualifiedName("public", "users"))
                .isEqualTo(new QualifiedName("public", "users"))
                .hasSameHashCodeAs(new QualifiedName("public", "users"))
                .isNotEqualTo(new QualifiedName("public", "Users"))
                .isNotEqualTo(new QualifiedName("Public", "users"));
    }

    @Test
    void names_are_sorted_by_schema_and_then_by_name() {
        List<String> sorted = Stream.of("b.a", "a.b", "a.a")
                .map(CatalogueFixture::name)
                .sorted()
                .map(QualifiedName::toString)
                .toList();
        assertThat(sorted).containsExactly("a.a", "a.b", "b.a");
    }
}
