package dev.orgpurge.purge;

/** What is done to the tables that lost rows, once a run is over. */
public enum Vacuum {
    NONE(""),
    ANALYZE("analyze"),
    VACUUM("vacuum"),
    VACUUM_ANALYZE("vacuum (analyze)");

    private final String sql;

    Vacuum(String sql) {
        this.sql = sql;
    }

    /** The command without its table (manual, part VI). */
    String sql() {
        return sql;
    }
}
