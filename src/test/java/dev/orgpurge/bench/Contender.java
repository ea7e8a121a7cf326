package dev.orgpurge.bench;

import java.sql.SQLException;

/** A way to delete the rows of the deactivated organizations. */
interface Contender {

    String name();

    /** Whether it is OrgPurge; all others are compared with it. */
    default boolean ours() {
        return false;
    }

    /** What has to be done to the copy before the clock starts. */
    default void prepare(Database database) throws SQLException {}

    /** Deletes. @throws IllegalStateException if it could not, with what it said */
    Timing run(Database database, Shape shape) throws SQLException;
}
