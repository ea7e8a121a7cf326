package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("every-server")
class CatalogueReaderIT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @Test
    void a_read_database_equals_the_same_facts_said_by_hand() {
        database.script("""
                create table organizations (id bigint primary key, name text not null);
                create table users (id uuid primary key, org_id bigint not null references organizations on delete cascade);
                create index on users (org_id);
                """);
        Catalogue read = read();
        Catalogue said = CatalogueFixture.create()
                .table("organizations", "id bigint!", "name text!")
                .primaryKey("organizations", "id")
                .table("users", "id uuid!", "org_id bigint!")
                .primaryKey("users", "id")
                .foreignKey("users", "org_id", "organizations", "id", ReferentialAction.CASCADE)
                .build();
        assertThat(read.tables())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("surroundings.estimatedBytes")
                .containsExactlyElementsOf(said.tables());
        assertThat(read.foreignKeys()).isEqualTo(said.foreignKeys());
        assertThat(read.fingerprint()).isEqualTo(said.fingerprint());
    }

    @Test
    void hostile_names_are_read_unchanged_and_their_sql_names_the_same_table() {
        String longest = "n".repeat(63);
        List<String> names = List.of("sel\"ect", "Ünï", "ünï", "MixedCase", "mixedcase", "with.dot", "a b", longest);
        for (String name : names) {
            String quoted = QualifiedName.quote(name);
            database.script("create schema %1$s; create table %1$s.%1$s (%1$s int primary key)".formatted(quoted));
        }
        Catalogue catalogue = read();

        assertThat(catalogue.tables())
                .extracting(table -> table.name().name())
                .containsExactlyInAnyOrderElementsOf(names);
        for (Table table : catalogue.tables()) {
            Column column = table.columns().get(0);
            assertThat(column.name()).isEqualTo(table.name().name());
            database.script("insert into " + table.name().sql() + " (" + column.sql() + ") values (1)");
            assertThat(catalogue.find(table.name().sql())).contains(table);
            assertThat(catalogue.find(table.name().toString())).contains(table);
        }
    }

    @Test
    void schemas_of_the_server_and_of_orgpurge_are_left_out() {
        SingleConnectionDataSource session =
                new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
        JdbcClient jdbc = JdbcClient.create(session);
        Stream.of(
                        "create schema orgpurge",
                        "create table orgpurge.ledger (id int)",
                        "create temporary table scratch (id int primary key)",
                        "create table seen (id int)",
                        "create view seen_too as select * from seen",
                        "create materialized view seen_again as select * from seen")
                .forEach(statement -> jdbc.sql(statement).update());
        assertThat(CatalogueFixture.read(session).tables())
                .extracting(Table::name)
                .containsExactly(CatalogueFixture.name("seen"));
        session.destroy();
    }

    @Test
    void columns_come_in_order_without_dropped_ones() {
        database.script("create table t (c int, b int, gone int, a int); alter table t drop column gone");
        assertThat(table("t").columns()).extracting(Column::name).containsExactly("c", "b", "a");
    }

    @Test
    void types_are_qualified_unless_the_server_brings_them() {
        database.script("""
                create type mood as enum ('good');
                create schema "My Types";
                create type "My Types"."Mood" as enum ('good');
                create table t (a varchar(20), b numeric(10, 2), c timestamp(3) with time zone, d mood, e "My Types"."Mood"[], f "char");
                """);
        assertThat(table("t").columns())
                .extracting(Column::sqlType)
                .containsExactly(
                        "character varying(20)",
                        "numeric(10,2)",
                        "timestamp(3) with time zone",
                        "public.mood",
                        "\"My Types\".\"Mood\"[]",
                        "\"char\"");
    }

    @Test
    void a_chain_of_domains_gives_its_base_type_and_its_not_null() {
        database.script("""
                create domain code as varchar(8);
                create domain needed_code as code not null;
                create domain short_code as needed_code check (length(value) < 4);
                create table t (plain code, needed needed_code, short short_code, column_says code not null);
                """);
        assertThat(table("t").columns())
                .containsExactly(
                        new Column("plain", "character varying(8)", false, false, true),
                        new Column("needed", "character varying(8)", true, false, true),
                        new Column("short", "character varying(8)", true, false, true),
                        new Column("column_says", "character varying(8)", true, false, true));
    }

    @Test
    void a_partitioned_table_stands_for_its_leaves_and_adds_their_estimates() {
        database.script("""
                create table events (id bigint, at date, primary key (id, at)) partition by range (at);
                create table events_1 partition of events for values from ('2024-01-01') to ('2025-01-01');
                create table events_2 partition of events for values from ('2025-01-01') to ('2026-01-01') partition by hash (id);
                create table events_2a partition of events_2 for values with (modulus 2, remainder 0);
                create table events_2b partition of events_2 for values with (modulus 2, remainder 1);
                create table events_3 partition of events for values from ('2026-01-01') to ('2027-01-01');
                insert into events select n, '2024-06-01' from generate_series(1, 30) n;
                insert into events select n, '2025-06-01' from generate_series(1, 70) n;
                analyze events_1; analyze events_2a; analyze events_2b; analyze events_2;
                """);
        assertThat(read().tables()).hasSize(1);
        assertThat(table("events").kind()).isEqualTo(Table.Kind.PARTITIONED);
        assertThat(table("events").estimatedRows()).isEqualTo(100);
        assertThat(table("events").inheritance()).isFalse();
        assertThat(table("events").primaryKey().orElseThrow().columns())
                .extracting(Column::name)
                .containsExactly("id", "at");
    }

    @Test
    void a_table_that_was_never_analysed_has_an_estimate_of_zero() {
        database.script("create table t (id int); insert into t values (1)");
        assertThat(table("t").estimatedRows()).isZero();
        database.script("analyze t");
        assertThat(table("t").estimatedRows()).isEqualTo(1);
    }

    @Test
    void both_ends_of_table_inheritance_are_marked() {
        database.script("create table parent (id int); create table child () inherits (parent); create table other ()");
        assertThat(read().tables())
                .filteredOn(Table::inheritance)
                .extracting(table -> table.name().name())
                .containsExactly("child", "parent");
    }

    @Test
    void a_foreign_table_is_listed_as_one() {
        database.script("""
                create foreign data wrapper nowhere;
                create server elsewhere foreign data wrapper nowhere;
                create foreign table remote (id int) server elsewhere;
                """);
        assertThat(table("remote").kind()).isEqualTo(Table.Kind.FOREIGN);
    }

    @Test
    void partitions_that_no_query_reaches_as_it_should_are_told() {
        database.script("""
                create foreign data wrapper nowhere;
                create server elsewhere foreign data wrapper nowhere;
                create table t (id int) partition by range (id);
                create table t_old partition of t for values from (0) to (10);
                create table t_far partition of t for values from (10) to (20) partition by range (id);
                create foreign table t_remote partition of t_far default server elsewhere;
                create table t_new partition of t default;
                update pg_inherits set inhdetachpending = true where inhrelid = 't_old'::regclass;
                """);
        assertThat(table("t").oddPartitions())
                .containsExactly(
                        new OddPartition(CatalogueFixture.name("t_old"), false),
                        new OddPartition(CatalogueFixture.name("t_remote"), true));
    }

    @Test
    void enabled_user_triggers_are_read_with_their_moments() {
        database.script("""
                create function nothing() returns trigger language plpgsql as 'begin return null; end';
                create table t (id int primary key, up int references t);
                create trigger gone after delete on t for each row execute function nothing();
                create trigger changed before insert or update on t for each statement execute function nothing();
                create trigger silent after delete on t for each row execute function nothing();
                alter table t disable trigger silent;
                """);
        assertThat(table("t").triggers())
                .containsExactly(new Trigger("changed", false, true, false), new Trigger("gone", true, false, true));
    }

    @Test
    void triggers_of_a_partitioned_table_and_of_a_single_leaf_are_shown_once() {
        database.script("""
                create function nothing() returns trigger language plpgsql as 'begin return null; end';
                create table p (id int) partition by list (id);
                create table p1 partition of p for values in (1);
                create table p2 partition of p for values in (2);
                create trigger everywhere after delete on p for each row execute function nothing();
                create trigger one_leaf after update on p1 for each row execute function nothing();
                """);
        assertThat(table("p").triggers())
                .containsExactly(
                        new Trigger("everywhere", true, false, true), new Trigger("one_leaf", false, true, true));
    }

    @Test
    void a_read_inside_a_transaction_of_the_caller_leaves_that_transaction_alone() {
        database.script("create type mood as enum ('good'); create table t (m mood)");
        TransactionTemplate outer = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
        outer.executeWithoutResult(status -> {
            assertThat(table("t").columns()).extracting(Column::sqlType).containsExactly("public.mood");
            assertThat(setting("search_path")).contains("public");
            assertThat(setting("transaction_read_only")).isEqualTo("off");
        });
    }

    private String setting(String name) {
        return database.jdbc()
                .sql("select pg_catalog.current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    @Test
    void an_empty_database_gives_an_empty_catalogue() {
        assertThat(read().tables()).isEmpty();
        assertThat(read().foreignKeys()).isEmpty();
    }

    private Catalogue read() {
        return CatalogueFixture.read(database.dataSource());
    }

    private Table table(String name) {
        return read().table(CatalogueFixture.name(name));
    }
}
