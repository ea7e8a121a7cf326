package dev.orgpurge.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The loop of most purge scripts: so many rows at a time, until there are none. */
record LimitLoop() implements Contender {

    private static final int ROWS = 10_000;

    @Override
    public String name() {
        return "limit-loop";
    }

    @Override
    public Timing run(Database database, Shape shape) throws SQLException {
        return Timing.of(() -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                for (String table : shape.order()) {
                    drain(statement, table, shape);
                }
            }
        });
    }

    private static void drain(Statement statement, String table, Shape shape) throws SQLException {
        String delete = "delete from %s where ctid in (select t.ctid %s where root.%s limit %d)"
                .formatted(table, shape.joined(table), Shape.DUE, ROWS);
        while (statement.executeUpdate(delete) > 0) {
            // the next ones
        }
    }
}
