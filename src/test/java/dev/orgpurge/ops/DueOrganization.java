package dev.orgpurge.ops;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database in which organization 1 is due, with users and their posts, and organization 2 is not. */
final class DueOrganization {

    static final int USERS = 1_500;
    /** The last one of the due organization. */
    static final int LAST_USER = 2 * USERS;

    static final int ROWS = 2 * USERS + 1;

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null,
                                        deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations (id));
            create index on users (org_id);
            create table posts (id bigint primary key, user_id bigint not null references users (id));
            create index on posts (user_id);
            insert into organizations values (1, 'Gone', 'DEACTIVATED', now() - interval '1 year'), (2, 'Here', 'ACTIVE', null);
            insert into users select n, 1 + mod(n, 2) from generate_series(1, %1$d) n;
            insert into posts select n, n from generate_series(1, %1$d) n;
            analyze;
            """.formatted(2 * USERS);

    private final TestDatabase database = TestServer.newDatabase();

    DueOrganization() {
        database.script(SCHEMA);
        database.others(Map.of(
                "organization 2",
                "select * from organizations where id = 2",
                "its users",
                "select * from users where org_id = 2",
                "their posts",
                "select * from posts where user_id % 2 = 1"));
    }

    TestDatabase database() {
        return database;
    }

    /** A command with what it needs to know about this database. */
    String[] command(String... words) {
        database.productComes();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--orgpurge.organization.table=organizations",
                "--orgpurge.organization.label=name",
                "--orgpurge.organization.due[0].rule=deactivated",
                "--orgpurge.organization.due[0].when=status = 'DEACTIVATED'",
                "--orgpurge.organization.due[0].since=deactivated_at",
                "--orgpurge.organization.due[0].grace=30d",
                "--orgpurge.organization.due[0].state=deactivated"));
        return arguments.toArray(String[]::new);
    }

    /** Deleting a user of the due organization takes longer than any test waits. */
    void stuckAtUsers() {
        database.script("""
                create function stuck() returns trigger language plpgsql as
                $$ begin perform pg_sleep(600); return old; end $$;
                create trigger stuck before delete on users for each row when (old.id = 2) execute function stuck()
                """);
    }

    /** The last user of the due organization waits at a gate, as long as somebody holds the lock 4711. */
    void gateAtLastUser() {
        database.script("""
                create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
                $$ begin perform pg_advisory_xact_lock_shared(4711); return old; end $$;
                create trigger gate before delete on users for each row when (old.id = %d) execute function wait_at_gate()
                """.formatted(LAST_USER));
    }

    long owned() {
        return count("select (select count(*) from organizations where id = 1)"
                + " + (select count(*) from users where org_id = 1)"
                + " + (select count(*) from posts where user_id % 2 = 0)");
    }

    long others() {
        return count("select (select count(*) from organizations where id = 2)"
                + " + (select count(*) from users where org_id = 2)"
                + " + (select count(*) from posts where user_id % 2 = 1)");
    }

    long count(String sql) {
        return database.jdbc().sql(sql).query(Long.class).single();
    }
}
