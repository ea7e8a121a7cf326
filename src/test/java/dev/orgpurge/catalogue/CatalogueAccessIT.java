package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What depends on who asks. */
@Tag("every-server")
class CatalogueAccessIT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();
    private final String role = "reader_of_" + database.dataSource().getDatabaseName();

    @BeforeEach
    void a_role_and_tables() {
        database.script("""
                create role %1$s login password 'secret';
                create schema closed;
                create schema other;
                create table plain (id int);
                create table closed.hidden (id int);
                create table other.thing (id int);
                create table secured (id int);
                alter table secured enable row level security;
                """.formatted(role));
    }

    @Test
    void row_security_hides_rows_from_a_role_that_does_not_own_the_table() {
        assertThat(asRole("secured").hidesRows()).isTrue();
        assertThat(asRole("plain").hidesRows()).isFalse();
        assertThat(asSuperuser("secured").hidesRows()).isFalse();
    }

    @Test
    void row_security_hides_rows_whatever_the_setting_row_security_says() {
        PGSimpleDataSource session = dataSource();
        session.setOptions("-c row_security=off");
        assertThat(CatalogueFixture.read(session)
                        .table(CatalogueFixture.name("secured"))
                        .hidesRows())
                .isTrue();
    }

    @Test
    void an_owner_sees_all_rows_unless_row_security_is_forced() {
        database.script("alter table secured owner to " + role);
        assertThat(asRole("secured").hidesRows()).isFalse();
        database.script("alter table secured force row level security");
        assertThat(asRole("secured").hidesRows()).isTrue();
    }

    @Test
    void a_member_of_the_owner_sees_all_rows() {
        database.script("create role owner_of_%1$s; grant owner_of_%1$s to %1$s".formatted(role));
        database.script("alter table secured owner to owner_of_" + role);
        assertThat(asRole("secured").hidesRows()).isFalse();
    }

    @Test
    void a_role_that_bypasses_row_security_sees_all_rows() {
        database.script("alter role %s bypassrls".formatted(role));
        assertThat(asRole("secured").hidesRows()).isFalse();
    }

    @Test
    void privileges_are_those_of_the_connected_role() {
        database.script("grant select, delete on plain to " + role);
        assertThat(asRole("plain").privileges())
                .containsExactlyInAnyOrder(Table.Privilege.SELECT, Table.Privilege.DELETE);
        assertThat(asRole("secured").privileges()).isEmpty();
        assertThat(asSuperuser("secured").privileges()).containsExactlyInAnyOrder(Table.Privilege.values());
    }

    @Test
    void a_grant_without_usage_on_the_schema_is_worth_nothing() {
        database.script("grant select on closed.hidden to " + role);
        assertThat(asRole("closed.hidden").privileges()).isEmpty();
        database.script("grant usage on schema closed to " + role);
        assertThat(asRole("closed.hidden").privileges()).containsExactly(Table.Privilege.SELECT);
    }

    @Test
    void an_unqualified_name_follows_the_search_path_of_the_session() {
        database.script("create table thing (id int); grant usage on schema other to " + role);
        PGSimpleDataSource session = dataSource();
        session.setCurrentSchema("nowhere,other,public");
        assertThat(CatalogueFixture.read(session).find("thing"))
                .map(Table::name)
                .contains(CatalogueFixture.name("other.thing"));
        assertThat(CatalogueFixture.read(dataSource()).find("thing"))
                .map(Table::name)
                .contains(CatalogueFixture.name("thing"));
    }

    @Test
    void who_asks_does_not_change_the_fingerprint() {
        assertThat(CatalogueFixture.read(dataSource()).fingerprint())
                .isEqualTo(CatalogueFixture.read(database.dataSource()).fingerprint());
    }

    private Table asRole(String table) {
        return CatalogueFixture.read(dataSource()).table(CatalogueFixture.name(table));
    }

    private Table asSuperuser(String table) {
        return CatalogueFixture.read(database.superuser()).table(CatalogueFixture.name(table));
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(role);
        dataSource.setPassword("secret");
        return dataSource;
    }
}
