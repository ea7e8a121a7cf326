package dev.orgpurge.bench;

import java.util.ArrayList;
import java.util.List;

/** The data of the scenarios. */
final class Shapes {

    private static final int CHAIN_ROWS = 991;
    private static final int SMALL_ROWS = 31;
    private static final int DEEP_ROWS = 901;

    private Shapes() {}

    /** Half of the organizations go; rows of an organization lie between those of all others. */
    static Shape interleaved(int rows) {
        if (rows <= Size.QUICK.rows()) {
            return chain(Math.max(2, rows / CHAIN_ROWS), "n % 2 = 0", new int[] {10, 20, 8, 5});
        }
        return chain(rows / (CHAIN_ROWS * 10), "n % 2 = 0", new int[] {100, 200, 8, 5});
    }

    /** A fifth of the organizations goes, 30 rows each beside their own. */
    static Shape manySmall(Size size) {
        int organizations = size == Size.FULL ? 100_000 : size.rows() / SMALL_ROWS;
        return chain(organizations, "n % 5 = 0", new int[] {3, 3, 2, 3});
    }

    private static Shape chain(int organizations, String due, int[] rows) {
        return new Shape(
                organizations,
                due,
                List.of(
                        Owned.each("users", "org_id", Shape.ROOT, rows[0]),
                        Owned.each("flows", "org_id", Shape.ROOT, rows[1]),
                        Owned.each("executions", "flow_id", "flows", rows[2]),
                        Owned.each("outputs", "execution_id", "executions", rows[3])));
    }

    /** As interleaved, with the organization's id on every row. */
    static Shape denormalised(Size size) {
        Shape chain = interleaved(size.rows());
        int wide = chain.tables().get(0).source().contains("(1, 100)") ? 10 : 1;
        return new Shape(
                chain.organizations(),
                chain.due(),
                List.of(
                        Owned.each("users", "org_id", Shape.ROOT, 10 * wide),
                        Owned.each("flows", "org_id", Shape.ROOT, 20 * wide),
                        Owned.denormalised("executions", "flow_id", "flows", 8),
                        Owned.denormalised("outputs", "execution_id", "executions", 5)));
    }

    /** One organization with all these rows, directly below it; half as many rows of a hundred others in between. */
    static Shape giant(Size size) {
        String source = "select case when n %% 3 = 0 then 2 + n %% 100 else 1 end from generate_series(1, %d) n"
                .formatted(size.rows() / 2 * 3);
        return new Shape(
                101, "n = 1", List.of(new Owned("events", new Owned.Link("org_id", Shape.ROOT), List.of(), source)));
    }

    /** Eight tables below each other; half of the organizations go. */
    static Shape deep(Size size) {
        int[] rows = {20, 2, 1, 2, 1, 2, 1, 2};
        List<Owned> tables = new ArrayList<>();
        String parent = Shape.ROOT;
        for (int level = 1; level <= rows.length; level++) {
            String table = "level" + level;
            tables.add(Owned.each(table, "parent_id", parent, rows[level - 1]));
            parent = table;
        }
        return new Shape(Math.max(2, size.rows() / DEEP_ROWS), "n % 2 = 0", tables);
    }

    /** Many tables: the first third directly below the organization, the others one or two steps below those. */
    static Shape wide(int tables, String due) {
        List<Owned> owned = new ArrayList<>();
        for (int number = 1; number <= tables; number++) {
            String parent = number <= tables / 3 ? Shape.ROOT : "table" + number / 2;
            owned.add(Owned.each("table" + number, "parent_id", parent, 1));
        }
        return new Shape(100, due, owned);
    }
}
