package dev.orgpurge.purge;

/** Other rows went than were counted before; the chunk's transaction is to be rolled back and tried with more {@link Caution}. */
final class MiscountException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MiscountException(String table) {
        super("rows of " + table + " that were counted under lock were not those that went");
    }
}
