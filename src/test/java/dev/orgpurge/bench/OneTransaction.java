package dev.orgpurge.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What somebody types on a Sunday night: one DELETE a table, children first, in one transaction.
 *
 * @param triggersOff without the checks of foreign keys, as only a superuser may: the ceiling
 */
record OneTransaction(boolean triggersOff) implements Contender {

    @Override
    public String name() {
        return triggersOff ? "triggers-off" : "one-transaction";
    }

    @Override
    public Timing run(Database database, Shape shape) throws SQLException {
        return Timing.of(() -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                if (triggersOff) {
                    statement.execute("set session_replication_role = replica");
                }
                for (String table : shape.order()) {
                    statement.executeUpdate("delete from " + table + " where " + shape.nested(table));
                }
                connection.commit();
            }
        });
    }
}
