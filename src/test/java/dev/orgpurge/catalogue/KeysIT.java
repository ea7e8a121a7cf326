package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-server")
class KeysIT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @Test
    void key_columns_come_in_index_order_without_included_ones() {
        database.script("""
                create table t (a int not null, b int not null, c int, d int, primary key (b, a) include (d));
                create unique index t_unique on t (c, a) include (d);
                """);
        assertThat(keys())
                .containsExactly(
                        key("t_pkey", true, "b integer!", "a integer!"),
                        key("t_unique", false, "c integer", "a integer!"));
    }

    @Test
    void the_primary_key_identifies_rows_before_any_unique_key() {
        database.script("create table t (a int unique not null, z int primary key)");
        assertThat(table().identity()).contains(key("t_pkey", true, "z integer!"));
    }

    @Test
    void without_a_primary_key_a_unique_key_of_not_null_columns_identifies_rows() {
        database.script("create table t (a int unique, z int unique not null)");
        assertThat(table().identity()).contains(key("t_z_key", false, "z integer!"));
    }

    @Test
    void partial_deferrable_and_expression_indexes_are_no_keys() {
        database.script("""
                create table t (a int, b text, c int unique deferrable, d int unique deferrable initially deferred, e int);
                create unique index on t (a) where a > 0;
                create unique index on t (lower(b));
                create unique index on t (e, lower(b));
                create index on t (a);
                """);
        assertThat(keys()).isEmpty();
    }

    @Test
    void an_invalid_index_is_no_key() {
        database.script("create table t (a int); insert into t values (1), (1)");
        assertThatThrownBy(() -> database.script("create unique index concurrently t_half on t (a)"))
                .hasMessageContaining("t_half");
        assertThat(database.jdbc()
                        .sql("select count(*) from pg_index where indexrelid = 't_half'::regclass")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(keys()).isEmpty();
    }

    private List<Key> keys() {
        return table().keys();
    }

    private Table table() {
        return CatalogueFixture.read(database.dataSource()).table(CatalogueFixture.name("t"));
    }

    private static Key key(String name, boolean primary, String... columns) {
        return new Key(
                name,
                primary,
                List.of(columns).stream().map(CatalogueFixture::column).toList());
    }
}
