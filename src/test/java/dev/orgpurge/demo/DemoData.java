package dev.orgpurge.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/** The schema and rows of {@code src/test/resources/demo}. */
final class DemoData {

    private DemoData() {}

    static void load(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(script("schema.sql"));
            statement.execute(script("data.sql"));
            connection.commit();
        }
    }

    /** Businesses whose account manager belongs to another organization. */
    static long lentManagers(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        select count(*) from businesses b join users u on u.id = b.account_manager_id
                         where u.organization_id <> b.organization_id""")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String script(String name) {
        try (InputStream script = DemoData.class.getResourceAsStream("/demo/" + name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
