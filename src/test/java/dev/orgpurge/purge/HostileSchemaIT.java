package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Schemas whose names, types and keys invite a generated statement to be wrong. */
@Tag("every-server")
class HostileSchemaIT {

    private final TestDatabase database = TestServer.newDatabase();

    private static RootSettings root(String table, @Nullable String key) {
        DueRule due = new DueRule(
                "due",
                "gone",
                null,
                Duration.ZERO,
                State.DEACTIVATED,
                /* onRequest= */ false,
                /* force= */ false,
                null);
        return new RootSettings(table, key, null, List.of(due), null, null);
    }

    private PurgeOutcome purge(String table, @Nullable String key) {
        try (Engine engine = Engine.on(database, Engine.Setup.of(root(table, key)))) {
            PurgeOutcome rehearsed = engine.rehearse();
            PurgeOutcome executed = engine.execute();
            assertThat(executed.errors()).isEmpty();
            assertThat(executed.run().status())
                    .as("%s", engine.outcomes(executed.run().runId()).values())
                    .isEqualTo(RunStatus.COMPLETE);
            assertThat(executed.run().rows()).isEqualTo(rehearsed.run().rows());
            return executed;
        }
    }

    private long count(String sql) {
        return Town.count(database, sql);
    }

    @Test
    void names_that_collide_with_aliases_columns_and_placeholders() {
        database.script("""
                create schema "x'y?:z";
                create table "x'y?:z"."t" (
                  "n" bigint primary key, "gone" boolean not null, "order" text);
                create table "x'y?:z"."k" (
                  "c1" bigint not null, "ordinal" bigint not null, "moved" boolean, "a:b" bigint references "x'y?:z"."t",
                  "what?" text, primary key ("ordinal", "c1"));
                create index on "x'y?:z"."k" ("a:b");
                create table "x'y?:z"."live" (
                  "group" bigint, ":from" bigint, "Mixed ""Case"" ?" bigint not null primary key,
                  foreign key (":from", "group") references "x'y?:z"."k" ("ordinal", "c1"));
                create table "x'y?:z"."gone" (
                  "f1" bigint primary key, "l" bigint not null references "x'y?:z"."live" on delete cascade);
                create table public."t" (
                  "orgpurge_a_name_of_sixty_three_bytes_which_is_the_longest_there" bigint primary key,
                  "p" bigint not null references "x'y?:z"."t");
                create table public."o" (
                  id bigint primary key,
                  "h1" bigint not null
                    references public."t" ("orgpurge_a_name_of_sixty_three_bytes_which_is_the_longest_there"));
                insert into "x'y?:z"."t" select i, i % 2 = 0, 'x' from generate_series(1, 6) i;
                insert into "x'y?:z"."k" select i, 10 + i, false, i, 'w' from generate_series(1, 6) i;
                insert into "x'y?:z"."live" select i, 10 + i, i from generate_series(1, 6) i;
                insert into "x'y?:z"."live" select i, null, 100 + i from generate_series(1, 6) i;
                insert into "x'y?:z"."gone" select i, i from generate_series(1, 6) i;
                insert into public."t" select i, i from generate_series(1, 6) i;
                insert into public."o" select i, i from generate_series(1, 6) i;
                """);

        PurgeOutcome outcome = purge("\"x'y?:z\".\"t\"", null);

        assertThat(outcome.run().rows()).isEqualTo(3 * 6);
        assertThat(count("\"x'y?:z\".\"live\"")).isEqualTo(3 + 6);
    }

    @Test
    void keys_of_unlike_types() {
        database.script("""
                create extension if not exists citext;
                create type public."Kind" as enum ('a', 'b', 'c', 'd');
                create domain email as citext check (value like '%@%');
                create domain strict_email as email not null;
                create table orgs (id citext primary key, gone boolean not null);
                create table by_email (mail strict_email primary key, org citext not null references orgs);
                create table by_enum (kind "Kind" primary key, mail email not null references by_email);
                create table by_uuid (id uuid primary key, kind "Kind" not null references by_enum);
                create table by_day (day date, hour smallint, of uuid not null references by_uuid, primary key (day, hour));
                create table by_number (n numeric(10,2) primary key, day date not null, hour int not null,
                  foreign key (day, hour) references by_day);
                create table leaf (id char(5) collate "C" primary key, n numeric not null references by_number);
                create table leaf_of_leaf (id float8 primary key, leaf varchar(7) not null references leaf);
                insert into orgs values ('One', true), ('two', false), ('Three', true), ('four', false);
                insert into by_email values ('A@x', 'one'), ('b@x', 'two'), ('C@x', 'three'), ('d@x', 'four');
                insert into by_enum values ('a', 'a@X'), ('b', 'B@X'), ('c', 'c@x'), ('d', 'D@x');
                insert into by_uuid select gen_random_uuid(), kind from by_enum;
                insert into by_day select current_date, row_number() over (order by kind), id from by_uuid;
                insert into by_number select row_number() over (order by hour) / 4.0, day, hour from by_day;
                insert into leaf select row_number() over (order by n)::text, n from by_number;
                insert into leaf_of_leaf select 0.1 * row_number() over (order by id), id from leaf;
                """);

        PurgeOutcome outcome = purge("orgs", null);

        assertThat(outcome.run().rows()).isEqualTo(2 * 8);
        assertThat(count("leaf_of_leaf")).isEqualTo(2);
    }

    @Test
    void a_unique_name_that_another_organization_took_over_is_no_ownership() {
        database.script("""
                create table orgs (id int primary key, slug text not null unique, gone boolean not null);
                create table pages (id int primary key, org text not null references orgs (slug) on update cascade);
                create table blocks (id int primary key, page int not null references pages);
                create table words (id int primary key, block int not null references blocks);
                create table notes (id int primary key, org int not null references orgs);
                insert into orgs values (1, 'first', true), (2, 'second', false);
                insert into pages values (1, 'first'), (2, 'second');
                insert into blocks select id, id from pages;
                insert into words select id, id from blocks;
                insert into notes values (1, 1);
                """);
        PurgeListener swap = new PurgeListener() {
            @Override
            public void rowsExpected(java.util.UUID runId, long rows, int organizations) {
                database.script("""
                        update orgs set slug = 'renamed' where id = 1;
                        update orgs set slug = 'first' where id = 2;
                        """);
            }
        };
        try (Engine engine =
                Engine.on(database, Engine.Setup.of(root("orgs", "id")).with(swap))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(count("pages where id = 2")).isEqualTo(1);
            assertThat(count("blocks where id = 2")).isEqualTo(1);
            assertThat(count("orgs where id = 2")).isEqualTo(1);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(engine.outcome(outcome, "1").status()).isEqualTo(OrganizationStatus.FAILED);
        }
    }

    @Test
    void rows_with_one_of_two_nullable_owners_and_a_diamond() {
        database.script("""
                create table orgs (id int8 primary key, gone boolean not null);
                create table users (id int4 primary key, org int4 references orgs);
                create table teams (id int8 primary key, org int8 references orgs, creator int8 references users on delete set null);
                create table posts (id int primary key, by_user int8 references users, by_team int4 references teams);
                create table likes (id int primary key, post int not null references posts, liker int not null references users);
                insert into orgs select i, i % 2 = 0 from generate_series(1, 6) i;
                insert into users select i, case when i <= 6 then i end from generate_series(1, 8) i;
                insert into teams select i, i, i from generate_series(1, 6) i;
                insert into teams values (7, null, 7), (8, null, 4), (9, null, null);
                insert into posts select i, i, null from generate_series(1, 6) i;
                insert into posts select 10 + i, null, i from generate_series(1, 6) i;
                insert into posts select 20 + i, i, i from generate_series(1, 6) i;
                insert into posts values (31, 7, null), (32, null, 7), (33, 7, 1), (34, null, null);
                insert into likes select id, id, coalesce(by_user, by_team) from posts where id < 30;
                """);

        PurgeOutcome outcome = purge("orgs", null);

        assertThat(outcome.run().rows()).isEqualTo(3 * (1 + 1 + 1 + 3 + 3));
        assertThat(count("posts")).isEqualTo(9 + 4);
        assertThat(count("teams where creator is null")).isEqualTo(2);
    }

    @Test
    void a_key_that_the_server_would_set_to_null_in_part_is_detached_in_that_part_only() {
        // PostgreSQL 15 was the first to know such keys
        assumeThat(database.serverVersion()).isGreaterThanOrEqualTo(15);
        database.script("""
                create table orgs (id int primary key, gone boolean not null);
                create table people (
                  id int not null, org int references orgs, boss int, unique (org, id), primary key (id));
                create table rooms (
                  id int primary key, org int references orgs, keeper int,
                  foreign key (org, keeper) references people (org, id) on delete set null (keeper));
                alter table people add room int references rooms;
                insert into orgs values (1, true), (2, false);
                insert into people values (1, 1, null, null), (2, 2, null, null);
                insert into rooms values (1, 1, 1), (2, 2, 2);
                update people set room = id;
                """);

        PurgeOutcome outcome = purge("orgs", null);

        assertThat(outcome.run().rows()).isEqualTo(3);
        assertThat(count("rooms")).isEqualTo(1);
    }
}
