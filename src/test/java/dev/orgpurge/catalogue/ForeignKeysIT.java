package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("every-server")
class ForeignKeysIT {

    private static final String PARENT_AND_CHILD = """
            create table parent (id int primary key, a int not null, b int not null, unique (b, a));
            create table child (id int primary key, x int, y int, z int);
            """;

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @Test
    void columns_pair_up_in_constraint_order_whatever_the_order_of_columns_or_index() {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (y, x) references parent (a, b)");
        ForeignKey key = only();
        assertThat(key.columns()).extracting(Column::name).containsExactly("y", "x");
        assertThat(key.referencedColumns()).extracting(Column::name).containsExactly("a", "b");
        assertThat(key.nullable()).isTrue();
    }

    @Test
    void a_table_may_refer_to_itself() {
        database.script("create table tree (id int primary key, up int not null references tree)");
        assertThat(only().selfReference()).isTrue();
        assertThat(only().nullable()).isFalse();
    }

    @Test
    void a_key_between_schemas_names_both() {
        database.script("""
                create schema "A"; create schema "a";
                create table "A"."T" (id int primary key);
                create table "a"."T" (id int references "A"."T");
                """);
        assertThat(only().table().sql()).isEqualTo("\"a\".\"T\"");
        assertThat(only().referencedTable().sql()).isEqualTo("\"A\".\"T\"");
    }

    @ParameterizedTest
    @CsvSource({
        "no action, NO_ACTION",
        "restrict, RESTRICT",
        "cascade, CASCADE",
        "set null, SET_NULL",
        "set default, SET_DEFAULT"
    })
    void actions_are_read_for_delete_and_update(String sql, ReferentialAction action) {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint d foreign key (x) references parent on delete " + sql);
        database.script("alter table child add constraint u foreign key (y) references parent on update " + sql);
        assertThat(keys()).extracting(ForeignKey::name).containsExactly("d", "u");
        assertThat(keys().get(0).onDelete()).isEqualTo(action);
        assertThat(keys().get(1).onUpdate()).isEqualTo(action);
    }

    @Test
    void deferrability_is_read() {
        database.script(PARENT_AND_CHILD);
        database.script("""
                alter table child add constraint a foreign key (x) references parent;
                alter table child add constraint b foreign key (y) references parent deferrable;
                alter table child add constraint c foreign key (z) references parent initially deferred;
                """);
        assertThat(keys()).extracting(ForeignKey::deferrable).containsExactly(false, true, true);
        assertThat(keys()).extracting(ForeignKey::initiallyDeferred).containsExactly(false, false, true);
    }

    @Test
    void a_not_valid_key_guards_nothing_until_it_is_validated() {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (x) references parent not valid");
        assertThat(only().validated()).isFalse();
        assertThat(only().guards()).isFalse();
        database.script("alter table child validate constraint fk");
        assertThat(only().guards()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parent", "child"})
    void a_key_whose_check_was_switched_off_on_either_side_is_not_enforced(String side) {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (x) references parent");
        assertThat(only().enforced()).isTrue();
        database.script("alter table " + side + " disable trigger all");
        assertThat(only().enforced()).isFalse();
        assertThat(only().guards()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index on child (y, x)",
                "create index on child (x, y)",
                "create index on child (x, y, z)",
                "create unique index on child (y, x) include (z)"
            })
    void an_index_that_leads_with_the_columns_in_any_order_serves_the_key(String index) {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (y, x) references parent (a, b)");
        assertThat(only().indexed()).isFalse();
        database.script(index);
        assertThat(only().indexed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index on child (x)",
                "create index on child (x, z, y)",
                "create index on child (z, x, y)",
                "create index on child (x) include (y)",
                "create index on child (x, y) where x > 0",
                "create index on child (x, (y + 1))",
                "create index on child using brin (x, y)",
                "create index on parent (a, b)"
            })
    void other_indexes_do_not_serve_the_key(String index) {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (y, x) references parent (a, b)");
        database.script(index);
        assertThat(only().indexed()).isFalse();
    }

    @Test
    void an_invalid_index_does_not_serve_the_key() {
        database.script(PARENT_AND_CHILD);
        database.script("alter table child add constraint fk foreign key (x) references parent");
        database.script("insert into parent values (1, 1, 1); insert into child values (1, 1), (2, 1)");
        assertThatThrownBy(() -> database.script("create unique index concurrently half on child (x)"))
                .hasMessageContaining("half");
        assertThat(only().indexed()).isFalse();
        database.script("create index on child using hash (x)");
        assertThat(only().indexed()).isTrue();
    }

    @Test
    void keys_of_partitioned_tables_on_both_sides_are_counted_once() {
        database.script("""
                create table parent (id int primary key) partition by hash (id);
                create table parent_0 partition of parent for values with (modulus 2, remainder 0);
                create table parent_1 partition of parent for values with (modulus 2, remainder 1);
                create table child (id int, parent_id int references parent) partition by list (id);
                create table child_1 partition of child for values in (1);
                create table child_2 partition of child for values in (2);
                create index on child (parent_id);
                """);
        assertThat(only().table()).isEqualTo(CatalogueFixture.name("child"));
        assertThat(only().referencedTable()).isEqualTo(CatalogueFixture.name("parent"));
        assertThat(only().indexed()).isTrue();
        assertThat(only().guards()).isTrue();
    }

    @Test
    void a_key_of_a_single_leaf_is_shown_at_the_partitioned_table_and_never_guards() {
        database.script("""
                create table parent (id int primary key);
                create table child (id int, parent_id int) partition by list (id);
                create table child_1 (gone int, parent_id int references parent, id int);
                alter table child_1 drop column gone;
                alter table child attach partition child_1 for values in (1);
                """);
        assertThat(only().table()).isEqualTo(CatalogueFixture.name("child"));
        assertThat(only().columns()).extracting(Column::name).containsExactly("parent_id");
        assertThat(only().guards()).isFalse();
        assertThat(only().extent()).isEqualTo(Extent.WHOLE);
        database.script("create table child_2 partition of child for values in (2)");
        assertThat(only().extent()).isEqualTo(Extent.SOME_PARTITIONS);
    }

    @Test
    void the_same_key_on_several_leaves_is_one() {
        database.script("""
                create table parent (id int primary key);
                create table child (parent_id int) partition by list (parent_id);
                create table child_1 partition of child (constraint fk foreign key (parent_id) references parent) for values in (1);
                create table child_2 partition of child (constraint fk foreign key (parent_id) references parent) for values in (2);
                """);
        assertThat(only().name()).isEqualTo("fk");
        assertThat(only().extent()).isEqualTo(Extent.WHOLE);
    }

    @Test
    void only_the_partitions_without_an_index_are_scanned() {
        database.script("""
                create table parent (id int primary key);
                create table child (id int, parent_id int references parent) partition by list (id);
                create table child_1 (gone int, parent_id int, id int);
                alter table child_1 drop column gone;
                alter table child attach partition child_1 for values in (1);
                create table child_2 partition of child for values in (2) partition by list (parent_id);
                create table child_20 partition of child_2 default;
                create table child_3 partition of child default;
                create index on child_1 (parent_id); create index on child_3 (parent_id);
                insert into parent values (7); insert into child select n, 7 from generate_series(1, 3) n, generate_series(1, 10);
                analyze;
                """);
        assertThat(only().scanned()).containsExactly(new Scanned(CatalogueFixture.name("child_20"), 10));
        Fingerprint before = CatalogueFixture.read(database.dataSource()).fingerprint();
        database.script("create index on child_2 (parent_id)");
        assertThat(only().indexed()).isTrue();
        assertThat(CatalogueFixture.read(database.dataSource()).fingerprint()).isEqualTo(before);
    }

    @Test
    void a_key_towards_a_leaf_that_identifies_rows_of_that_leaf_only() {
        database.script("""
                create table parent (id int, kind int, primary key (id, kind)) partition by list (kind);
                create table parent_1 partition of parent for values in (1);
                create unique index on parent_1 (id);
                create table child (parent_id int references parent_1 (id));
                """);
        assertThat(only().extent()).isEqualTo(Extent.INTO_ONE_PARTITION);
    }

    @Test
    void a_key_towards_a_single_leaf_points_at_the_partitioned_table() {
        database.script("""
                create table parent (id int primary key) partition by list (id);
                create table parent_1 partition of parent for values in (1);
                create table child (parent_id int references parent_1);
                """);
        assertThat(only().referencedTable()).isEqualTo(CatalogueFixture.name("parent"));
        assertThat(only().extent()).isEqualTo(Extent.WHOLE);
    }

    @Test
    void keys_towards_tables_of_orgpurge_are_left_out() {
        database.script("""
                create schema orgpurge;
                create table orgpurge.run (id int primary key);
                create table t (run int references orgpurge.run);
                """);
        assertThat(keys()).isEmpty();
    }

    private ForeignKey only() {
        assertThat(keys()).hasSize(1);
        return keys().get(0);
    }

    private List<ForeignKey> keys() {
        return CatalogueFixture.read(database.dataSource()).foreignKeys();
    }
}
