package dev.orgpurge.organization;

import java.util.List;

/**
 * A question to one column; names are as somebody wrote them.
 *
 * @param values it holds one of these, as text that PostgreSQL can read as the column's type; none: the column is a date,
 *     and it is set
 */
public record ColumnTest(String column, List<String> values) {

    public ColumnTest {
        values = List.copyOf(values);
    }

    boolean asksForDate() {
        return values.isEmpty();
    }
}
