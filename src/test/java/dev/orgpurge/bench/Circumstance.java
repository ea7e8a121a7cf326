package dev.orgpurge.bench;

import java.sql.SQLException;
import java.util.Map;

/** What else goes on in the database while a contender deletes. */
@FunctionalInterface
interface Circumstance {

    Circumstance QUIET = database -> new Presence() {};

    /** Begins it; the contender starts when this returns. */
    Presence begin(Database database) throws SQLException;

    /** It goes on until it is closed. */
    interface Presence extends AutoCloseable {

        /** Ends it. @return rows that it added to tables meanwhile */
        default Map<String, Long> end() throws SQLException {
            return Map.of();
        }

        /** What was noticed besides the contender's own time, after the end. */
        default Map<String, Double> figures(Timing timing) {
            return Map.of();
        }

        @Override
        default void close() throws SQLException {}
    }
}
