package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fingerprint and the probe: what is drift and what is not. */
@Tag("every-server")
class DriftIT {

    private static final List<QualifiedName> PLANNED = List.of(
            CatalogueFixture.name("organizations"), CatalogueFixture.name("users"), CatalogueFixture.name("events"));

    private final TestServer.TestDatabase database = TestServer.newDatabase();
    private final CatalogueReader reader = CatalogueFixture.reader(database.dataSource());

    @BeforeEach
    void a_schema() {
        database.script("""
                create function nothing() returns trigger language plpgsql as 'begin return null; end';
                create table organizations (id bigint primary key, name varchar(10) not null, code int);
                create table users (id bigint primary key, org_id bigint references organizations, boss bigint);
                create index users_org_id on users (org_id);
                alter table users add constraint users_boss_fkey foreign key (boss) references users not valid;
                create table events (id bigint, org_id bigint references organizations) partition by list (id);
                create table events_1 partition of events for values in (1);
                alter table events_1 add unique (id);
                create table apart (id bigint primary key);
                create rule noted as on update to users do also notify users;
                create table keyless (id bigint);
                create publication inserts for table keyless with (publish = 'insert');
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table users add column more int",
                "alter table users drop column boss",
                "alter table users rename column boss to chief",
                "alter table organizations alter column name type varchar(20)",
                "alter table organizations alter column name drop not null",
                "alter table organizations add unique (code)",
                "alter table users add foreign key (id) references apart",
                "create table later (id bigint primary key, org_id bigint references organizations)",
                "alter table users drop constraint users_org_id_fkey",
                "alter table users validate constraint users_boss_fkey",
                "alter table users alter constraint users_org_id_fkey deferrable",
                "alter table organizations disable trigger all",
                "drop index users_org_id",
                "create trigger noisy after delete on users for each row execute function nothing()",
                "create rule keep as on delete to users do instead nothing",
                "drop rule noted on users",
                "create or replace rule noted as on update to users do instead nothing",
                "create table odd (id bigint references events_1 (id) on delete cascade)",
                "create publication p for table keyless",
                "create publication p for all tables",
                "alter publication inserts set (publish = 'insert, delete')",
                "alter table users rename to people",
                "drop table users",
                "create schema elsewhere; alter table users set schema elsewhere"
            })
    void a_changed_definition_changes_fingerprint_and_probe(String change) {
        Fingerprint fingerprint = reader.read().fingerprint();
        long probe = reader.probe(PLANNED);
        apply(change);
        assertThat(reader.read().fingerprint()).isNotEqualTo(fingerprint);
        assertThat(reader.probe(PLANNED)).isNotEqualTo(probe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "insert into organizations select n, 'x' from generate_series(1, 1000) n; analyze",
                "vacuum (analyze) organizations",
                "create table events_2 partition of events for values in (2)",
                "create temporary table scratch (id int)"
            })
    void rows_statistics_and_new_leaves_change_neither(String change) {
        Fingerprint fingerprint = reader.read().fingerprint();
        long probe = reader.probe(PLANNED);
        apply(change);
        assertThat(reader.read().fingerprint()).isEqualTo(fingerprint);
        assertThat(reader.probe(PLANNED)).isEqualTo(probe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant select on users to public",
                "truncate users",
                "alter table users enable row level security",
                "alter table users set (fillfactor = 90)",
                "create publication p for table users, organizations",
                "create rule arriving as on insert to users do also notify users"
            })
    void a_false_alarm_of_the_probe_is_settled_by_the_fingerprint(String change) {
        Fingerprint fingerprint = reader.read().fingerprint();
        long probe = reader.probe(PLANNED);
        apply(change);
        assertThat(reader.probe(PLANNED)).isNotEqualTo(probe);
        assertThat(reader.read().fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    void the_probe_looks_at_the_given_tables_only() {
        long probe = reader.probe(PLANNED);
        apply("alter table apart add column more int");
        assertThat(reader.probe(PLANNED)).isEqualTo(probe);
        assertThat(reader.probe(List.of())).isZero();
    }

    @Test
    void the_probe_does_not_depend_on_the_order_of_the_tables() {
        List<QualifiedName> reversed = List.of(PLANNED.get(2), PLANNED.get(1), PLANNED.get(0));
        assertThat(reader.probe(reversed)).isEqualTo(reader.probe(PLANNED)).isNotZero();
    }

    private void apply(String change) {
        database.script(change);
    }
}
