package dev.orgpurge.ledger;

import dev.orgpurge.catalogue.ServerVersion;
import dev.orgpurge.problem.Problem;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
            throw refusal(e, role);
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
