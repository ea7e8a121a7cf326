package dev.orgpurge.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the benchmark's own, or a given one. It creates databases there, and drops no others. */
final class Server implements AutoCloseable {

    /** What an administrator would set on a small server; fsync and the rest stay as PostgreSQL has them. */
    private static final Map<String, String> OWN_SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "1GB",
            "effective_cache_size", "3GB",
            "maintenance_work_mem", "256MB",
            "work_mem", "16MB",
            "max_wal_size", "4GB",
            "checkpoint_timeout", "15min",
            "random_page_cost", "1.1");

    private static final String TOLD = """
            select name, current_setting(name) from pg_settings
             where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'effective_cache_size',
                   'maintenance_work_mem', 'work_mem', 'max_wal_size', 'checkpoint_timeout', 'random_page_cost',
                   'autovacuum', 'jit', 'wal_level', 'max_connections')
             order by name""";

    private final Database maintenance;
    private final @Nullable EmbeddedPostgres embedded;
    private final String prefix = "orgpurge_bench_" + ProcessHandle.current().pid() + "_";
    private int copies;

    private Server(Database maintenance, @Nullable EmbeddedPostgres embedded) {
        this.maintenance = maintenance;
        this.embedded = embedded;
    }

    /** @param database any database of it, where statements about others are sent from */
    static Server given(Database database) {
        return new Server(database, null);
    }

    /** @param folder on the disk that is to be measured */
    static Server own(Path folder) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(folder.toAbsolutePath());
        OWN_SETTINGS.forEach(builder::setServerConfig);
        try {
            EmbeddedPostgres postgres = builder.start();
            String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
            return new Server(new Database(url, "postgres", "postgres"), postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() throws SQLException {
        return maintenance.row("select current_setting('server_version')").get(0);
    }

    Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        maintenance.rows(TOLD).forEach(row -> settings.put(row.get(0), row.get(1)));
        return settings;
    }

    /** A new, empty database. */
    Database create(String name) throws SQLException {
        String full = prefix + name;
        maintenance.execute("create database " + full);
        return named(full);
    }

    /** An identical copy, all of it written: what was put off while copying is in no contender's time. */
    Database copy(Database template) throws SQLException {
        String name = prefix + "copy" + ++copies;
        // without it every page of the copy would go through the write-ahead log
        String strategy = versionNumber() >= 15 ? " strategy file_copy" : "";
        maintenance.execute("create database " + name + " template " + nameOf(template) + strategy);
        return named(name);
    }

    void checkpoint() throws SQLException {
        maintenance.execute("checkpoint");
    }

    void drop(Database database) throws SQLException {
        maintenance.execute("drop database " + nameOf(database) + " with (force)");
    }

    @Override
    public void close() throws IOException, SQLException {
        String ours =
                "select datname from pg_database where left(datname, %d) = '%s'".formatted(prefix.length(), prefix);
        for (var row : maintenance.rows(ours)) {
            maintenance.execute("drop database " + row.get(0) + " with (force)");
        }
        if (embedded != null) {
            embedded.close();
        }
    }

    private int versionNumber() throws SQLException {
        return Integer.parseInt(maintenance
                .row("select current_setting('server_version_num')::int / 10000")
                .get(0));
    }

    private Database named(String name) {
        return new Database(replaced(maintenance.url(), name), maintenance.user(), maintenance.password());
    }

    private static String nameOf(Database database) {
        return database.url().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    /** The same address with another database. */
    static String replaced(String url, String database) {
        return url.replaceFirst("/[^/?]*(\\?|$)", "/" + database + "$1");
    }
}
