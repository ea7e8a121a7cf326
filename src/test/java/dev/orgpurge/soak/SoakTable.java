package dev.orgpurge.soak;

import java.util.List;

/**
 * A table of a generated schema. Its rows hang by {@code up} below a row of their parent table or, where there is none,
 * below an organization.
 *
 * @param number its place in the schema; parents have lower numbers
 * @param parent number of the parent table; {@link #ROOT} for the organizations
 * @param composite the primary key is (id, k), and every key to it has two columns
 * @param action what the key to the parent says about deletes
 */
record SoakTable(int number, int parent, Shape shape, boolean composite, String action, List<Edge> edges) {

    static final int ROOT = -1;

    enum Shape {
        PLAIN,
        PARTITIONED,
        /** No primary key; nothing refers to it. */
        KEYLESS,
        /** Hangs below organizations by a column without a foreign key. */
        LOOSE
    }

    /**
     * A key beside the one to the parent, nullable.
     *
     * @param setNull ON DELETE SET NULL, and then its row may belong to another organization; otherwise NO ACTION, and both
     *     rows belong to the same organization
     */
    record Edge(String column, int target, boolean setNull) {}

    String name() {
        return "app.t" + number;
    }

    boolean hangsBelowRoot() {
        return parent == ROOT;
    }

    List<Edge> ties() {
        return edges.stream().filter(edge -> !edge.setNull()).toList();
    }
}
