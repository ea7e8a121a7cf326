package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueDigestTest {

    @Test
    void has_the_form_of_a_digest() {
        assertThat(fingerprint(base()).value()).matches("sha256:[0-9a-f]{64}");
        assertThat(fingerprint(base())).hasToString(fingerprint(base()).value());
    }

    @Test
    void does_not_depend_on_the_order_in_which_facts_arrive() {
        CatalogueFixture turned = CatalogueFixture.create()
                .table("users", "id bigint!", "org_id bigint")
                .uniqueKey("users", "org_id")
                .primaryKey("users", "id")
                .table("organizations", "id bigint!")
                .primaryKey("organizations", "id")
                .foreignKey("users", "org_id", "organizations", "id", ReferentialAction.NO_ACTION);
        assertThat(fingerprint(turned)).isEqualTo(fingerprint(base()));
    }

    @ParameterizedTest
    @MethodSource
    void changes_with_every_fact_that_can_change_a_plan(UnaryOperator<CatalogueFixture> change) {
        assertThat(fingerprint(change.apply(base()))).isNotEqualTo(fingerprint(base()));
    }

    static List<UnaryOperator<CatalogueFixture>> changes_with_every_fact_that_can_change_a_plan() {
        return List.of(
                f -> f.table("more", "id bigint"),
                f -> f.kind("users", Table.Kind.PARTITIONED),
                f -> f.inheritance("users"),
                f -> f.uniqueKey("organizations", "id"),
                f -> f.trigger("users", new Trigger("t", true, false, true)),
                f -> f.surroundings("users", around(List.of(new Rule("r", true, true)))),
                f -> f.surroundings("users", around(List.of(), published(true, false, "users"))),
                f -> f.surroundings("users", around(List.of(), published(false, true, "users"))),
                f -> f.foreignKey("users", "id", "organizations", "id", ReferentialAction.NO_ACTION));
    }

    @Test
    void every_fact_about_a_foreign_key_counts() {
        List<UnaryOperator<ForeignKeyFacts>> facts = List.of(
                UnaryOperator.identity(),
                key -> key.named("other"),
                key -> key.onUpdate(ReferentialAction.CASCADE),
                ForeignKeyFacts::deferrable,
                ForeignKeyFacts::initiallyDeferred,
                ForeignKeyFacts::notIndexed,
                ForeignKeyFacts::notValidated,
                ForeignKeyFacts::notEnforced,
                ForeignKeyFacts::temporal);
        List<Fingerprint> fingerprints = new ArrayList<>();
        for (UnaryOperator<ForeignKeyFacts> more : facts) {
            fingerprints.add(fingerprint(
                    base().foreignKey("users", "id", "organizations", "id", ReferentialAction.RESTRICT, more)));
        }
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void every_fact_about_a_column_or_a_trigger_counts() {
        assertThat(List.of(
                        fingerprint(CatalogueFixture.create().table("t", "a bigint")),
                        fingerprint(CatalogueFixture.create().table("t", "a bigint!")),
                        fingerprint(CatalogueFixture.create().table("t", "a integer")),
                        fingerprint(CatalogueFixture.create().table("t", "b bigint")),
                        fingerprint(CatalogueFixture.create().table("t", "a bigint", "b bigint")),
                        fingerprint(CatalogueFixture.create().table("t", "b bigint", "a bigint")),
                        triggered(new Trigger("t", true, false, false)),
                        triggered(new Trigger("t", false, true, false)),
                        triggered(new Trigger("t", false, false, true)),
                        triggered(new Trigger("u", false, false, true))))
                .doesNotHaveDuplicates();
    }

    @Test
    void every_fact_about_a_rule_counts() {
        assertThat(List.of(
                        fingerprint(base().surroundings("users", around(List.of(new Rule("r", true, true))))),
                        fingerprint(base().surroundings("users", around(List.of(new Rule("q", true, true))))),
                        fingerprint(base().surroundings("users", around(List.of(new Rule("r", false, true))))),
                        fingerprint(base().surroundings("users", around(List.of(new Rule("r", true, false)))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void estimates_privileges_and_row_security_do_not_count() {
        assertThat(fingerprint(
                        base().estimatedRows("users", 7).hidesRows("users").privileges("users")))
                .isEqualTo(fingerprint(base()));
    }

    @Test
    void sizes_storage_copies_and_harmless_publications_do_not_count() {
        Surroundings harmless = new Surroundings(
                true,
                8192,
                List.of(),
                List.of(published(true, true), published(false, false, "users")),
                List.of(CatalogueFixture.name("copy")));
        assertThat(fingerprint(base().surroundings("users", harmless))).isEqualTo(fingerprint(base()));
    }

    private static Publication published(boolean deletes, boolean updates, String... unidentified) {
        return new Publication("p", false, deletes, updates, List.of(unidentified));
    }

    private static Surroundings around(List<Rule> rules, Publication... publications) {
        return new Surroundings(false, 0, rules, List.of(publications), List.of());
    }

    @Test
    void names_cannot_run_into_each_other() {
        assertThat(fingerprint(CatalogueFixture.create().table("a.bc", "x int")))
                .isNotEqualTo(fingerprint(CatalogueFixture.create().table("ab.c", "x int")));
        assertThat(fingerprint(CatalogueFixture.create().table("t", "a 1:b")))
                .isNotEqualTo(fingerprint(CatalogueFixture.create().table("t", "a1: b")));
    }

    private static CatalogueFixture base() {
        return CatalogueFixture.create()
                .table("organizations", "id bigint!")
                .primaryKey("organizations", "id")
                .table("users", "id bigint!", "org_id bigint")
                .primaryKey("users", "id")
                .uniqueKey("users", "org_id")
                .foreignKey("users", "org_id", "organizations", "id", ReferentialAction.NO_ACTION);
    }

    private static Fingerprint triggered(Trigger trigger) {
        return fingerprint(CatalogueFixture.create().table("t", "a bigint").trigger("t", trigger));
    }

    private static Fingerprint fingerprint(CatalogueFixture fixture) {
        return fixture.build().fingerprint();
    }
}
