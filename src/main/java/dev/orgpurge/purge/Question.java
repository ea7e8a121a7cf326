package dev.orgpurge.purge;

/** One question of a recount. It is kept with the batch, because it must be asked even if the plan it comes from is replaced. */
record Question(Kind kind, int tableNo, String sql) {

    /** What is asked; in this order. */
    enum Kind {
        /** Marks kept keys whose rows live on under another owner. */
        MARK_MOVED,
        /** Rows that still hang off kept keys: {@code ordinal, rows}. */
        REMAINING,
        /** How many kept keys are marked: {@code ordinal, rows}. */
        MOVED
    }
}
