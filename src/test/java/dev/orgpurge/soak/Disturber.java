package dev.orgpurge.soak;

/** What an application, a database administrator or an operator does while a night is at work. */
enum Disturber {
    /** Rows below organizations that are due, directly and deep. */
    INSERT,
    /** The same, committed or rolled back a while after the insert. */
    SLOW_INSERT,
    UPDATE,
    /** Rows of organizations that are due go by somebody else's hand. */
    DELETE,
    /** A row goes to another organization, with all that hangs below it. */
    MOVE,
    /** A row goes below another parent of its organization. */
    REPARENT,
    NEW_ORGANIZATION,
    REACTIVATE,
    DEACTIVATE,
    /** A row of an organization that is due is held locked for seconds. */
    ROW_LOCK,
    /** Several rows are locked one after the other, parents first. */
    DEADLOCK,
    /** A REPEATABLE READ transaction that stays open for seconds. */
    SNAPSHOT,
    VACUUM,
    ANALYZE,
    NEW_PARTITION,
    HOLD,
    PAUSE,
    STOP,
    /** A column is added: drift. */
    ADD_COLUMN,
    /** A table with a foreign key is added: drift. */
    NEW_TABLE;

    boolean drifts() {
        return this == ADD_COLUMN || this == NEW_TABLE;
    }

    boolean ends() {
        return this == PAUSE || this == STOP;
    }

    /** A person does it now and then; more often, and there would be no night to disturb. */
    boolean isRare() {
        return drifts() || ends() || this == REACTIVATE || this == HOLD || this == NEW_ORGANIZATION;
    }
}
