package dev.orgpurge.plan;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind {@code owned-by}, taken apart: {@code columns -> table(columns)}.
 *
 * @param columns of the table that the line is about
 * @param target the table they point at; null: the root table
 * @param targetColumns what they point at there; empty: the target's key
 */
record WrittenOwner(List<String> columns, @Nullable String target, List<String> targetColumns) {

    WrittenOwner {
        columns = List.copyOf(columns);
        targetColumns = List.copyOf(targetColumns);
    }

    /** @param table knows the names of tables, which may have brackets in them */
    static WrittenOwner parse(String written, Predicate<String> table) {
        String[] parts = written.split("->", 2);
        List<String> columns = names(parts[0]);
        if (parts.length == 1) {
            return new WrittenOwner(columns, null, List.of());
        }
        String target = parts[1].strip();
        if (target.endsWith(")") && !table.test(target)) {
            for (int open = target.indexOf('('); open > 0; open = target.indexOf('(', open + 1)) {
                String name = target.substring(0, open).strip();
                if (table.test(name)) {
                    return new WrittenOwner(columns, name, names(target.substring(open + 1, target.length() - 1)));
                }
            }
        }
        return new WrittenOwner(columns, target, List.of());
    }

    private static List<String> names(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip).toList();
    }
}
