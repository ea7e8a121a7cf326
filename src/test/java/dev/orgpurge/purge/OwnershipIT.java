package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.State;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What belongs to whom when keys, the server's own actions and the policy say different things. */
@Tag("every-server")
class OwnershipIT {

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void four_organizations_of_which_two_go() {
        database.script("""
                create table orgs (id int primary key, gone boolean not null, owner int);
                create table users (id int primary key, org int references orgs);
                insert into orgs select i, i <= 2 from generate_series(1, 4) i;
                insert into users select i, i from generate_series(1, 4) i;
                insert into users select i, null from generate_series(5, 6) i;
                """);
    }

    private static Engine.Setup setup(Policy.TablePolicy... tables) {
        DueRule due = new DueRule(
                "due",
                "gone",
                null,
                Duration.ZERO,
                State.DEACTIVATED,
                /* onRequest= */ false,
                /* force= */ false,
                null);
        return Engine.Setup.of(new RootSettings("orgs", "id", null, List.of(due), null, null))
                .with(new Policy(List.of(tables), List.of()));
    }

    private static Policy.TablePolicy ownedBy(String table, String column) {
        return new Policy.TablePolicy(table, column, null, null, null, null, List.of());
    }

    private long count(String sql) {
        return Town.count(database, sql);
    }

    @Test
    void an_owner_that_is_set_to_null_breaks_the_circle_between_organizations_and_users() {
        database.script("""
                alter table orgs add foreign key (owner) references users on delete set null;
                update orgs set owner = 1 where id in (1, 2);
                update orgs set owner = 3 where id = 3;
                update orgs set owner = 5 where id = 4;
                """);
        try (Engine engine = Engine.on(database, setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(4);
        }
        assertThat(count("orgs where owner in (3, 5)")).isEqualTo(2);
    }

    @Test
    void deferred_keys_long_cascades_defaults_and_generated_columns_are_counted_row_by_row() {
        database.script("""
                create table a (
                  id int primary key,
                  owner int not null references users on delete cascade deferrable initially deferred);
                create table b (id int primary key, a int not null references a on delete cascade);
                create table c (id int primary key, b int not null references b on delete cascade);
                create table d (
                  id int primary key,
                  c int default 99 references c on delete set default deferrable initially deferred,
                  org int references orgs);
                create table e (id int primary key, c int, same int generated always as (c) stored references c);
                insert into a select i, i from generate_series(1, 6) i;
                insert into b select i, i from generate_series(1, 6) i;
                insert into c select i, i from generate_series(1, 6) i;
                insert into c values (99, 5);
                insert into d select i, i, i from generate_series(1, 4) i;
                insert into e select i, i from generate_series(1, 6) i;
                """);
        try (Engine engine = Engine.on(database, setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(2 * 7);
        }
        assertThat(count("d where c = 99")).isZero();
    }

    @Test
    void a_cascade_from_a_table_that_the_policy_calls_unrelated_blocks() {
        database.script("""
                create table notes (id int primary key, owner int references users on delete cascade);
                insert into notes values (1, 1);
                """);
        Policy.TablePolicy unrelated =
                new Policy.TablePolicy("notes", null, null, null, Treatment.UNRELATED, null, List.of());
        try (Engine engine = Engine.on(database, setup(unrelated))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(engine.outcome(outcome, "1").status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(count("notes")).isEqualTo(1);
    }

    @Test
    void a_declared_owner_that_leads_to_no_organization_refuses_the_plan() {
        database.script("""
                create table kinds (id int primary key);
                create table things (id int primary key, org_number int, kind int references kinds);
                """);
        for (Policy.TablePolicy wrong : List.of(ownedBy("things", "kind -> kinds"), ownedBy("orgs", "owner"))) {
            try (Engine engine = Engine.on(database, setup(wrong))) {
                assertThatThrownBy(engine::execute)
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining("does not lead to public.orgs");
            }
        }
    }

    @Test
    void a_table_that_refers_from_outside_and_cannot_be_read_refuses_the_plan() {
        database.script("""
                create table watchers (id int primary key, watched int references users);
                drop role if exists short_of_rights;
                create role short_of_rights login password 'short';
                grant select, update, delete on orgs, users to short_of_rights;
                """);
        Policy refuse = new Policy(
                List.of(), List.of(new Policy.EdgePolicy("watchers", "watchers_watched_fkey", Treatment.REFUSE)));
        try (Engine owner = Engine.on(database, setup().with(refuse))) {
            assertThat(owner.rehearse().exit()).isEqualTo(ExitCode.DONE);
        }
        database.script("grant usage, create on schema orgpurge to short_of_rights;"
                + "grant all on all tables in schema orgpurge to short_of_rights;"
                + "grant usage on all sequences in schema orgpurge to short_of_rights");
        TestDatabase limited = database.as("short_of_rights", "short");
        try (Engine engine = Engine.on(limited, setup().with(refuse))) {
            assertThatThrownBy(engine::execute)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("MISSING_PRIVILEGE public.watchers")
                    .hasMessageContaining("SELECT");
        }
    }
}
