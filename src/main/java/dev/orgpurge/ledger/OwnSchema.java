package dev.orgpurge.ledger;

import dev.orgpurge.catalogue.ServerVersion;
import dev.orgpurge.problem.Problem;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Our own schema {@code orgpurge}: the only place where OrgPurge creates anything. */
@Component
public final class OwnSchema {

    private static final String NAME = "orgpurge";

    private static final String HISTORY = "schema_history";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** No connection, or a pooler's one that is not always the same: tells nothing about the schema (manual, appendix A). */
    private static final Set<String> NOT_THE_SCHEMA = Set.of("08000", "08001", "08003", "08006", "26000", "42P05");

    /** What the grants of {@link PrintedSql} give; a key table belongs to the role that made it. */
    private static final String LACKING = """
            select p || ' on schema orgpurge' from unnest(array['USAGE', 'CREATE']) p
             where not has_schema_privilege('orgpurge', p)
            union all
            select p || ' on orgpurge.' || c.relname
              from pg_catalog.pg_class c
              cross join unnest(case when c.relname in ('schema_history', 'ledger_salt', 'legal_hold',
                                                       'legal_hold_release')
                                     then array['SELECT']
                                     when c.relname = 'ledger_entry' then array['SELECT', 'INSERT']
                                     when c.relname = 'ledger_head' then array['SELECT', 'UPDATE']
                                     else array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] end) p
             where c.relnamespace = 'orgpurge'::regnamespace and c.relkind = 'r' and c.relname !~ '^key_[0-9]'
               and not case p when 'UPDATE' then has_any_column_privilege(c.oid, p)
                              else has_table_privilege(c.oid, p) end
            union all
            select 'USAGE on sequence orgpurge.' || c.relname
              from pg_catalog.pg_class c
             where c.relnamespace = 'orgpurge'::regnamespace and c.relname !~ '^legal_hold'
               -- a CASE, because the function must not be asked about anything but a sequence
               and not case when c.relkind = 'S' then has_sequence_privilege(c.oid, 'USAGE') else true end
            """;

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    OwnSchema(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Brings the schema to this version's state; returns how many migrations ran.
     *
     * @throws Problem if the role lacks a right, if the server is too old, or if the schema is not one that this version can bring forward
     */
    public int migrate() {
        ServerVersion.require(Objects.requireNonNull(jdbc.queryForObject(ServerVersion.QUESTION, Integer.class)));
        installed();
        String role = jdbc.queryForObject("select current_user", String.class);
        try {
            return flyway().migrate().migrationsExecuted;
        } catch (FlywayException e) {
            String state = sqlState(e);
            throw state != null && NOT_THE_SCHEMA.contains(state) ? e : refusal(e, role);
        }
    }

    /**
     * True if the schema exists and no migration is pending.
     *
     * @throws Problem if a newer version of OrgPurge has migrated it, or if it may not be read
     */
    public boolean current() {
        return installed()
                .map(version -> version.equals(newest(Migration.all())))
                .orElse(false);
    }

    /**
     * True if the schema is there, at this version's state: an older one would answer as if nothing had ever been recorded.
     *
     * @throws Problem refused, if a migration is pending, or as {@link #current} does
     */
    public boolean usable() {
        MigrationVersion newest = newest(Migration.all());
        return installed()
                .map(version -> {
                    if (!version.equals(newest)) {
                        throw Problem.refused(
                                "SCHEMA_OUTDATED",
                                "The schema orgpurge is at migration " + version
                                        + " and this version of OrgPurge needs " + newest + "; run init as its owner.");
                    }
                    return true;
                })
                .orElse(false);
    }

    /**
     * Before a run: whatever lacks would be found out in the middle of it.
     *
     * @throws Problem refused, with every right that the current role lacks on the schema and its tables
     */
    public void requireRuntime() {
        List<String> lacking = jdbc.queryForList(LACKING, String.class);
        if (!lacking.isEmpty()) {
            throw Problem.refused(
                    "MISSING_PRIVILEGE",
                    "The role " + jdbc.queryForObject("select current_user", String.class) + " needs "
                            + String.join(", ", lacking)
                            + "; run the grants at the end of `init --print-sql` for it.");
        }
    }

    /** Migrates if needed: the first use of a fresh database. */
    public void ensure() {
        if (!current()) {
            migrate();
        }
    }

    /** The SQL that {@link #migrate} would run on an empty database, for a database administrator to read and run. */
    public String printableSql() {
        return PrintedSql.of(Migration.all());
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(dataSource)
                .schemas(NAME)
                .createSchemas(true)
                .table(HISTORY)
                .locations("classpath:" + Migration.FOLDER)
                .loggers("slf4j")
                .load();
    }

    private Optional<MigrationVersion> installed() {
        Optional<MigrationVersion> installed = readable(this::versions).stream()
                .map(MigrationVersion::fromVersion)
                .max(Comparator.naturalOrder());
        MigrationVersion newest = newest(Migration.all());
        if (installed.isPresent() && installed.get().isNewerThan(newest)) {
            throw Problem.refused(
                    "SCHEMA_TOO_NEW",
                    "The schema orgpurge is at migration " + installed.get() + " and this version of OrgPurge knows "
                            + newest + " at most; use the version that migrated it, or a newer one.");
        }
        return installed;
    }

    private List<String> versions() {
        Boolean exists =
                jdbc.queryForObject("select to_regclass('orgpurge.schema_history') is not null", Boolean.class);
        return Boolean.TRUE.equals(exists)
                ? jdbc.queryForList(
                        "select version from orgpurge.schema_history where success and version is not null",
                        String.class)
                : List.of();
    }

    private static MigrationVersion newest(List<Migration> migrations) {
        return migrations.get(migrations.size() - 1).version();
    }

    private <T> T readable(Supplier<T> question) {
        try {
            return question.get();
        } catch (DataAccessException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(sqlState(e))) {
                throw Problem.refused(
                        "MISSING_PRIVILEGE",
                        "The role " + jdbc.queryForObject("select current_user", String.class)
                                + " may not read the schema orgpurge; run the grants at the end of"
                                + " `init --print-sql` for it.");
            }
            throw e;
        }
    }

    private static Problem refusal(FlywayException failure, @Nullable String role) {
        if (INSUFFICIENT_PRIVILEGE.equals(sqlState(failure))) {
            return Problem.refused(
                    "MISSING_PRIVILEGE",
                    "The role " + role + " may not create or change the schema orgpurge; grant it CREATE on this"
                            + " database, or let an administrator run what `init --print-sql` prints.");
        }
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return Problem.refused(
                    "SCHEMA_NOT_OURS",
                    "This database has a schema orgpurge that OrgPurge did not create; rename it or drop it.");
        }
        return Problem.unexpected(
                "MIGRATION_FAILED",
                "The schema orgpurge could not be brought to this version's state; compare it with what"
                        + " `init --print-sql` prints.",
                failure);
    }

    private static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
