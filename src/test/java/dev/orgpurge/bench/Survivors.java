package dev.orgpurge.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows must be left: those of the organizations that are not deactivated, counted before anybody deleted anything.
 *
 * @param rows per table, with a digest over the contents of all of them
 * @param doomed rows that must be gone, all tables together
 */
record Survivors(Map<String, Rows> rows, long doomed) {

    record Rows(long count, String digest) {}

    private static final String COUNTED = "select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) ";

    static Survivors expected(Database template, Shape shape) throws SQLException {
        Map<String, Rows> rows = new LinkedHashMap<>();
        long all = 0;
        for (String table : shape.order()) {
            all += count(template, table);
            List<String> kept = template.row(COUNTED + shape.joined(table) + " where not (root." + Shape.DUE + ")");
            rows.put(table, new Rows(Long.parseLong(kept.get(0)), kept.get(1)));
        }
        long kept = rows.values().stream().mapToLong(Rows::count).sum();
        return new Survivors(rows, all - kept);
    }

    long total() {
        return doomed + rows.values().stream().mapToLong(Rows::count).sum();
    }

    /** What is wrong with the rows that are left; nothing is. */
    List<String> complaints(Database database, Map<String, Long> added) throws SQLException {
        List<String> complaints = new ArrayList<>();
        for (Map.Entry<String, Rows> table : rows.entrySet()) {
            long expected = table.getValue().count() + added.getOrDefault(table.getKey(), 0L);
            long found = count(database, table.getKey());
            if (found != expected) {
                complaints.add("%s has %d rows instead of %d".formatted(table.getKey(), found, expected));
            }
        }
        return complaints;
    }

    /** As many rows may still be other rows. */
    List<String> digestComplaints(Database database) throws SQLException {
        List<String> complaints = new ArrayList<>();
        for (Map.Entry<String, Rows> table : rows.entrySet()) {
            String digest =
                    database.row(COUNTED + "from " + table.getKey() + " t").get(1);
            if (!digest.equals(table.getValue().digest())) {
                complaints.add(table.getKey() + " has other rows than it should");
            }
        }
        return complaints;
    }

    private static long count(Database database, String table) throws SQLException {
        return Long.parseLong(database.row("select count(*) from " + table).get(0));
    }
}
