package dev.orgpurge.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrganizationsIT {

    private static final Instant AS_OF = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDatabase database = TestServer.newDatabase();

    private static List<String> ids(List<Organization> organizations) {
        return organizations.stream().map(found -> found.id().value()).toList();
    }

    private static OrganizationId id(String value) {
        return new OrganizationId(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint | 2 | 10 | 9223372036854775807",
                "int | -5 | 10 | 2147483647",
                "smallint | 2 | 10 | 32767",
                "numeric(20,0) | 2 | 10 | 99999999999999999999",
                "uuid | 00000000-0000-0000-0000-00000000000a | 00000000-0000-0000-0000-0000000000b0"
                        + " | f0000000-0000-0000-0000-000000000000",
                "text collate \"C\" | A b'c | a | ü\"",
                "varchar(12) collate \"C\" | acme | beta | ä",
                "char(6) | acme | beta | gamma",
                "order_number | 2 | 10 | 300",
                "tier | small | large | huge",
            })
    void every_key_type_is_read_paged_and_found(String type, String first, String second, String third) {
        database.script("create domain order_number as bigint check (value > 0);"
                + "create type tier as enum ('small', 'large', 'huge');"
                + "create table orgs (id " + type + " primary key, gone boolean not null)");
        for (String key : List.of(third, first, second)) {
            database.jdbc()
                    .sql("insert into orgs select cast(? as " + type.replaceAll(" collate.*", "") + "), true")
                    .param(key)
                    .update();
        }
        Organizations organizations = OrganizationFixture.open(database, "orgs", OrganizationFixture.rule("g", "gone"));

        assertThat(pages(organizations, 1)).containsExactly(first, second, third);
        assertThat(pages(organizations, 2)).containsExactly(first, second, third);
        assertThat(ids(organizations.findAll(List.of(id(third), id(first)), AS_OF, true)))
                .containsExactly(first, third);
        assertThat(organizations.find(organizations.parse(second), AS_OF))
                .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(id(second)));
    }

    private static List<String> pages(Organizations organizations, int limit) {
        List<String> ids = new ArrayList<>();
        List<Organization> page = organizations.candidates(AS_OF, null, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            ids.addAll(ids(page));
            page = organizations.candidates(AS_OF, page.get(page.size() - 1).id(), limit);
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"bigint,042,42", "bigint,' 7 ',7", "int,-0,0", "varchar(4),' ab ',' ab '", "text,042,042"})
    void an_id_is_read_into_the_keys_own_text_form(String type, String text, String expected) {
        database.script("create table orgs (id " + type + " primary key)");
        assertThat(OrganizationFixture.open(database, "orgs").parse(text)).isEqualTo(id(expected));
    }

    @ParameterizedTest
    @CsvSource({"bigint,abc", "bigint,9223372036854775808", "int,1.5", "uuid,42", "bigint,''", "text,''"})
    void a_text_that_is_no_key_is_refused_in_one_sentence(String type, String text) {
        database.script("create table orgs (id " + type + " primary key)");
        Organizations organizations = OrganizationFixture.open(database, "orgs");
        assertThatThrownBy(() -> organizations.parse(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
            assertThat(problem.code()).isEqualTo("INVALID_ID");
            assertThat(problem.detail()).doesNotContain("\n");
        });
    }

    @Test
    void a_text_that_is_no_bigint_is_named_with_table_and_column() {
        database.script("create table organizations (id bigint primary key)");
        Organizations organizations = OrganizationFixture.open(database, "organizations");
        assertThatThrownBy(() -> organizations.parse("abc"))
                .hasMessage("\"abc\" is no bigint, and public.organizations.id is one; check the id");
    }

    @ParameterizedTest
    @CsvSource({"varchar(4),ACMEX", "char(4),ACMEX", "'numeric(6,0)',41.7"})
    void an_id_that_only_a_cast_would_fit_to_the_key_finds_nobody(String type, String text) {
        database.script("create table orgs (id " + type + " primary key); insert into orgs values ("
                + (text.startsWith("A") ? "'ACME'" : "42") + ")");
        Organizations organizations = OrganizationFixture.open(database, "orgs");
        assertThat(organizations.find(organizations.parse(text), AS_OF)).isEmpty();
    }

    @Test
    void hostile_names_and_columns_that_look_like_sql_keep_their_meaning() {
        database.script("""
                create schema "My ""Schema";
                create table "My ""Schema"."Sel""ect" (
                    "ID" bigint primary key, "order" text, k text, n text, id text, "when" boolean, o text);
                insert into "My ""Schema"."Sel""ect" values (2, 'two', '', '', 'zzz', true, 'x'),
                    (10, 'ten', '', '', 'aaa', true, 'x'), (30, null, '', '', 'b', false, 'x')
                """);
        RootSettings settings = new RootSettings(
                "\"My \"\"Schema\".\"Sel\"\"ect\"",
                null,
                "order",
                List.of(OrganizationFixture.rule("gone", "\"when\" and id <> 'b' -- a remark")),
                null,
                null);
        Organizations organizations = OrganizationFixture.open(database, settings);

        assertThat(organizations.candidates(AS_OF, null, 10))
                .extracting(Organization::label)
                .containsExactly("two", "ten");
        assertThat(organizations.find(id("30"), AS_OF)).hasValueSatisfying(found -> {
            assertThat(found.label()).isEqualTo("30");
            assertThat(found.matches()).isEmpty();
            assertThat(found.state()).isEqualTo(State.ACTIVE);
        });
        assertThat(organizations.count()).isEqualTo(3);
    }

    @Test
    void nobody_asked_about_is_nobody_found() {
        database.script("create table orgs (id int primary key); insert into orgs values (1), (2)");
        Organizations organizations = OrganizationFixture.open(database, "orgs");
        assertThat(organizations.findAll(List.of(), AS_OF, true)).isEmpty();
        assertThat(organizations.findAll(List.of(id("2"), id("3")), AS_OF, true))
                .extracting(Organization::id)
                .containsExactly(id("2"));
    }

    @Test
    void the_clock_is_the_databases() {
        database.script("create table orgs (id int primary key)");
        Organizations organizations = OrganizationFixture.open(database, "orgs");
        Instant before = database.jdbc()
                .sql("select clock_timestamp()")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
        assertThat(organizations.now()).isBetween(before, before.plusSeconds(60));
    }
}
