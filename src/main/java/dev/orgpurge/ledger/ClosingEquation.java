package dev.orgpurge.ledger;

/**
 * The proof that a closing entry must carry: in every table the rows that were expected or came late went somewhere,
 * none is left, and the total is the sum of the deleted.
 */
public record ClosingEquation(Facts closing) {

    /** True if it closes; every certificate asks again and none exists without. */
    public boolean closes() {
        Facts tables = closing.facts("tables");
        return closing.facts("recount").number("rows_remaining") == 0
                && tables.values().keySet().stream().allMatch(table -> closes(tables.facts(table)))
                && sum("deleted") == closing.number("rows");
    }

    public boolean retains() {
        return sum("retained") > 0;
    }

    private static boolean closes(Facts table) {
        long arrived = table.number("expected") + table.number("late");
        long left = table.number("deleted")
                + table.number("detached")
                + table.number("moved")
                + table.number("retained")
                + table.number("remaining");
        boolean gone = table.number("remaining") == 0 || !table.text("method").equals("DELETE");
        return gone && arrived == left;
    }

    private long sum(String column) {
        Facts tables = closing.facts("tables");
        return tables.values().keySet().stream()
                .mapToLong(table -> tables.facts(table).number(column))
                .sum();
    }
}
