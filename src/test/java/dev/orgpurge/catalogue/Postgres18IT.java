package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.orgpurge.fixtures.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only PostgreSQL 18 can say. */
class Postgres18IT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void the_server_is_new_enough() {
        assumeThat(database.serverVersion()).isGreaterThanOrEqualTo(18);
    }

    @Test
    void a_not_null_constraint_that_is_not_valid_does_not_count() {
        database.script("""
                create table t (a int, b int not null);
                alter table t add constraint a_known not null a not valid;
                """);
        assertThat(catalogue().table(CatalogueFixture.name("t")).columns())
                .extracting(Column::notNull)
                .containsExactly(false, true);
        database.script("alter table t validate constraint a_known");
        assertThat(catalogue().table(CatalogueFixture.name("t")).columns())
                .extracting(Column::notNull)
                .containsExactly(true, true);
    }

    @Test
    void a_key_that_is_not_enforced_guards_nothing() {
        database.script("""
                create table parent (id int primary key);
                create table child (parent_id int references parent not enforced);
                """);
        assertThat(key().enforced()).isFalse();
        assertThat(key().guards()).isFalse();
    }

    @Test
    void a_key_with_a_period_is_temporal() {
        database.script("""
                create extension btree_gist;
                create table parent (id int, at daterange, primary key (id, at without overlaps));
                create table child (id int, at daterange, foreign key (id, period at) references parent (id, period at));
                """);
        assertThat(key().temporal()).isTrue();
        database.script("create table plain (id int primary key, up int references plain)");
        assertThat(catalogue().foreignKeys()).extracting(ForeignKey::temporal).containsExactly(true, false);
    }

    private ForeignKey key() {
        return catalogue().foreignKeys().get(0);
    }

    private Catalogue catalogue() {
        return CatalogueFixture.read(database.dataSource());
    }
}
