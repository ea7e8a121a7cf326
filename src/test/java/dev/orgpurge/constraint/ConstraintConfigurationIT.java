package dev.orgpurge.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConstraintConfigurationIT {

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void schema() {
        database.script("create table orgs (id int primary key); create table countries (id int);"
                + "create table users (id int, name text, org_id int not null references orgs);"
                + "insert into orgs values (1); insert into users values (1, 'private words', 1)");
    }

    private ConstraintFixture fixture() {
        return new ConstraintFixture(
                database, OrganizationFixture.settings("orgs", OrganizationFixture.rule("gone", "true")));
    }

    private void assertRefused(List<String> dependents, Check check, String sentence) {
        ConstraintFixture fixture = fixture();
        assertThatThrownBy(() -> fixture.bind(dependents, check)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
            assertThat(problem.code()).isEqualTo("CONFIGURATION");
            assertThat(problem.detail()).isEqualTo(sentence);
        });
    }

    private static Check check(String table, String when) {
        return new Check("c", table, when);
    }

    @Test
    void a_table_that_does_not_exist_is_named() {
        String sentence = ": there is no table \"nowhere\" in this database; write an existing table, schema-qualified"
                + " if it is not on the search path";
        assertRefused(
                List.of("users", "nowhere"), check("users", "true"), "orgpurge.constraints.dependents[1]" + sentence);
        assertRefused(List.of(), check("nowhere", "true"), "orgpurge.constraints.checks[0].table" + sentence);
    }

    @Test
    void a_table_that_hangs_off_no_organization_is_named() {
        String sentence = ": public.countries hangs off no organization; write a table with a way to public.orgs, or"
                + " declare its owned-by in orgpurge.tables";
        assertRefused(List.of("countries"), check("users", "true"), "orgpurge.constraints.dependents[0]" + sentence);
        assertRefused(List.of(), check("countries", "true"), "orgpurge.constraints.checks[0].table" + sentence);
    }

    @Test
    void an_organization_does_not_depend_on_itself() {
        assertRefused(
                List.of("orgs"),
                check("users", "true"),
                "orgpurge.constraints.dependents[0]: public.orgs is the organizations' own table; write one that hangs"
                        + " off it");
    }

    @Test
    void a_condition_that_the_table_does_not_understand_is_named() {
        assertRefused(
                List.of(),
                check("users", "orgs.id = 1"),
                "orgpurge.constraints.checks[0].when: PostgreSQL does not accept \"orgs.id = 1\" as a condition on"
                        + " public.users (SQLSTATE 42P01: missing FROM-clause entry for table \"orgs\"); correct the"
                        + " SQL there");
    }

    @Test
    void a_condition_that_fails_on_a_row_is_reported_without_the_rows_contents() {
        ConstraintFixture fixture = fixture();
        ConstraintCheck.Bound bound = fixture.bind(List.of(), check("users", "name::int = 1"));
        assertThatThrownBy(() -> bound.validate(fixture.named("1"), Lifted.NOTHING))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("orgpurge.constraints.checks[0].when")
                .hasMessageContaining("22P02")
                .hasMessageNotContaining("private words")
                .hasNoCause();
    }
}
