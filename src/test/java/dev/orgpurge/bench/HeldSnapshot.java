package dev.orgpurge.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Another session holds a snapshot all the while, as a long report does: no dead row can be pruned. */
record HeldSnapshot() implements Circumstance {

    @Override
    public Presence begin(Database database) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from organizations limit 1");
        }
        return new Held(connection);
    }

    private record Held(Connection connection) implements Presence {
        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
