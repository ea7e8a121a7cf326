package dev.orgpurge.ledger;

import java.util.List;

/**
 * What the migrations would do, as a script for {@code psql}. It fills Flyway's history too, in Flyway's own form, so
 * that a later version finds what was done here.
 */
final class PrintedSql {

    private static final String HEAD = """
            -- OrgPurge's own schema, for a database that does not have it. Run it as the role that is to own the schema;
            -- nothing outside the schema orgpurge is touched.
            begin;

            create schema if not exists orgpurge;

            create table orgpurge.schema_history (
                installed_rank integer       not null,
                version        varchar(50),
                description    varchar(200)  not null,
                type           varchar(20)   not null,
                script         varchar(1000) not null,
                checksum       integer,
                installed_by   varchar(100)  not null,
                installed_on   timestamp     not null default now(),
                execution_time integer       not null,
                success        boolean       not null,
                constraint schema_history_pk primary key (installed_rank)
            );

            create index schema_history_s_idx on orgpurge.schema_history (success);
            """;

    private static final String MIGRATION = """

            -- %3$s
            %6$s
            insert into orgpurge.schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            values (%5$d, '%1$s', '%2$s', 'SQL', '%3$s', %4$d, current_user, 0, true);
            """;

    private static final String FOOT = """

            commit;

            -- For a runtime role that is not the owner: put its name for orgpurge_runtime and take the dashes away.
            -- It creates its key tables in the schema; it can neither change nor remove what the ledger holds.
            -- After an update of OrgPurge that brought new tables, run these again.
            -- grant usage, create on schema orgpurge to orgpurge_runtime;
            -- grant select, insert, update, delete on all tables in schema orgpurge to orgpurge_runtime;
            -- revoke insert, update, delete on orgpurge.schema_history, orgpurge.ledger_salt from orgpurge_runtime;
            -- revoke update, delete on orgpurge.ledger_entry from orgpurge_runtime;
            -- revoke insert, update, delete on orgpurge.ledger_head from orgpurge_runtime;
            -- grant update (position, hash) on orgpurge.ledger_head to orgpurge_runtime;
            -- grant usage on all sequences in schema orgpurge to orgpurge_runtime;
            -- revoke insert, update, delete on orgpurge.legal_hold, orgpurge.legal_hold_release from orgpurge_runtime;

            -- Where a replica is connected, also: grant pg_read_all_stats to orgpurge_runtime; without it nobody but a
            -- superuser sees how far a replica is behind, and a run waits for what it cannot see.

            -- For the role of those who place and release legal holds, which can delete nothing: put its name for
            -- orgpurge_holds. It also needs USAGE on the schema and SELECT on the organizations' table.
            -- grant usage on schema orgpurge to orgpurge_holds;
            -- grant select on orgpurge.schema_history, orgpurge.run, orgpurge.run_organization to orgpurge_holds;
            -- grant select, insert on orgpurge.legal_hold, orgpurge.legal_hold_release to orgpurge_holds;
            -- grant select, insert on orgpurge.ledger_entry to orgpurge_holds;
            -- grant select, update on orgpurge.ledger_head to orgpurge_holds;
            """;

    private PrintedSql() {}

    static String of(List<Migration> migrations) {
        StringBuilder script = new StringBuilder(HEAD);
        int rank = 1;
        for (Migration migration : migrations) {
            script.append(MIGRATION.formatted(
                    migration.version().getVersion(),
                    migration.description(),
                    migration.script(),
                    migration.checksum(),
                    rank++,
                    migration.sql()));
        }
        return script.append(FOOT).toString();
    }
}
