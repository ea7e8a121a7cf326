package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurroundingsIT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @Test
    void enabled_rules_on_delete_and_update_are_read_those_of_leaves_and_views_are_not() {
        database.script("""
                create table t (id int primary key);
                create rule on_delete as on delete to t do instead nothing;
                create rule "on Update" as on update to t do also notify changed;
                create rule on_insert as on insert to t do instead nothing;
                create rule off as on delete to t do instead nothing;
                alter table t disable rule off;
                create view v as select * from t;
                create rule of_the_view as on delete to v do instead nothing;
                create table p (id int) partition by list (id);
                create table p_1 partition of p for values in (1);
                create rule of_the_leaf as on delete to p_1 do instead nothing;
                """);
        assertThat(around("t").rules())
                .containsExactly(new Rule("on Update", false, false), new Rule("on_delete", true, true));
        assertThat(around("p").rules()).isEmpty();
    }

    @Test
    void a_publication_is_read_however_it_names_the_table() {
        database.script("""
                create table keyed (id int primary key);
                create table bare (id int);
                create publication by_name for table keyed, bare with (publish = 'insert, delete');
                create publication everything for all tables with (publish = 'update');
                """);
        assertThat(around("keyed").publications())
                .containsExactly(
                        new Publication("by_name", false, true, false, List.of()),
                        new Publication("everything", true, false, true, List.of()));
        assertThat(around("bare").publications())
                .containsExactly(
                        new Publication("by_name", false, true, false, List.of("public.bare")),
                        new Publication("everything", true, false, true, List.of("public.bare")));
    }

    @Test
    void of_a_partitioned_table_the_identity_of_the_leaves_counts_whoever_of_the_tree_is_published() {
        String leaves = """
                (id int, part int) partition by list (part);
                create table %1$s_a partition of %1$s for values in (1);
                create table %1$s_b partition of %1$s for values in (2) partition by list (id);
                create table "%1$s B" partition of %1$s_b default;
                alter table %1$s_a replica identity full;
                """;
        database.script("create table one " + leaves.formatted("one") + "create table two " + leaves.formatted("two")
                + "create table three " + leaves.formatted("three")
                + """
                create publication p1 for table one;
                create publication p2 for table two with (publish_via_partition_root);
                create publication p3 for table three_a;
                """);
        assertThat(around("one").publications())
                .containsExactly(new Publication("p1", false, true, true, List.of("public.\"one B\"")));
        assertThat(around("two").publications())
                .containsExactly(new Publication("p2", false, true, true, List.of("public.\"two B\"")));
        assertThat(around("three").publications()).containsExactly(new Publication("p3", false, true, true, List.of()));
    }

    @Test
    void what_the_server_does_not_take_for_an_identity_is_none() {
        database.script("""
                create table unused (id int primary key);
                alter table unused replica identity nothing;
                create table later (id int primary key deferrable);
                create table by_index (id int not null unique);
                alter table by_index replica identity using index by_index_id_key;
                create publication p for table unused, later, by_index;
                """);
        assertThat(List.of(refused("unused"), refused("later"), refused("by_index")))
                .containsExactly(true, true, false);
        for (String table : List.of("unused", "later", "by_index")) {
            assertThat(deletes(table)).as(table).isNotEqualTo(refused(table));
        }
    }

    @Test
    void materialized_views_are_found_through_views_parents_and_each_other() {
        database.script("""
                create table t (id int);
                create table parent (id int);
                create table child () inherits (parent);
                create table parts (id int) partition by list (id);
                create table parts_1 partition of parts for values in (1);
                create view v as select * from t;
                create view w as select * from v;
                create materialized view first as select * from w;
                create materialized view second as select count(*) from first;
                create materialized view of_parent as select * from parent;
                create materialized view of_leaf as select * from parts_1;
                """);
        assertThat(around("t").materializedViews())
                .containsExactly(CatalogueFixture.name("first"), CatalogueFixture.name("second"));
        assertThat(around("child").materializedViews()).containsExactly(CatalogueFixture.name("of_parent"));
        assertThat(around("parts").materializedViews()).containsExactly(CatalogueFixture.name("of_leaf"));
    }

    @Test
    void sizes_are_those_of_the_last_analyze_with_indexes_toast_and_leaves() {
        database.script("""
                create table t (id int primary key, text text);
                create unlogged table u (id int);
                create table parts (id int, text text) partition by list (id);
                create table parts_1 partition of parts for values in (1);
                create table parts_2 partition of parts for values in (2);
                alter table t alter text set storage external;
                insert into t select n, repeat('x', 5000) from generate_series(1, 100) n;
                insert into parts select 1 + n % 2, repeat('x', 1000) from generate_series(1, 100) n;
                """);
        assertThat(around("t").estimatedBytes()).isLessThan(bytes("t") / 10);
        List.of("t", "u", "parts_1", "parts_2")
                .forEach(table -> database.jdbc().sql("vacuum analyze " + table).update());
        assertThat(around("t").estimatedBytes()).isBetween(bytes("t") / 2, bytes("t"));
        assertThat(around("parts").estimatedBytes())
                .isBetween((bytes("parts_1") + bytes("parts_2")) / 2, bytes("parts_1") + bytes("parts_2"));
        assertThat(around("u").unlogged()).isTrue();
        assertThat(around("t").unlogged()).isFalse();
    }

    private long bytes(String table) {
        return database.jdbc()
                .sql("select pg_total_relation_size('" + table + "')")
                .query(Long.class)
                .single();
    }

    private boolean refused(String table) {
        return around(table).publications().stream().anyMatch(Publication::refusesDeletes);
    }

    private boolean deletes(String table) {
        try {
            database.script("delete from " + table);
            return true;
        } catch (org.springframework.dao.DataAccessException e) {
            return false;
        }
    }

    private Surroundings around(String table) {
        return CatalogueFixture.read(database.dataSource())
                .table(CatalogueFixture.name(table))
                .surroundings();
    }
}
