package dev.orgpurge.organization;

import java.util.ArrayList;
import java.util.List;

/** A statement in the making: text and the values of its question marks, in order. */
final class SqlText {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    SqlText add(String sql, Object... bound) {
        text.append(sql);
        values.addAll(List.of(bound));
        return this;
    }

    SqlText add(SqlText other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    String sql() {
        return text.toString();
    }

    List<Object> values() {
        return List.copyOf(values);
    }
}
