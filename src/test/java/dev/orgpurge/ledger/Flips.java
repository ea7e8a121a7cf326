package dev.orgpurge.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All the ways of changing one value of a JSON object, of renaming or of removing one of its keys. */
public final class Flips {

    private Flips() {}

    /** One change, and what it is made at. */
    public record Flip(String path, Map<String, @Nullable Object> changed) {}

    public static List<Flip> of(Map<String, @Nullable Object> object) {
        List<Flip> flips = new ArrayList<>();
        object.forEach((key, value) -> {
            changes(value).forEach((where, changed) -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>(object);
                copy.put(key, changed);
                flips.add(new Flip("/" + key + where, copy));
            });
            Map<String, @Nullable Object> without = new LinkedHashMap<>(object);
            without.remove(key);
            flips.add(new Flip("-/" + key, without));
        });
        Map<String, @Nullable Object> more = new LinkedHashMap<>(object);
        more.put("one_more", 1L);
        flips.add(new Flip("+/one_more", more));
        return flips;
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, @Nullable Object> changes(@Nullable Object value) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            of((Map<String, @Nullable Object>) map).forEach(flip -> changes.put(flip.path(), flip.changed()));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                int at = i;
                changes(list.get(i)).forEach((where, changed) -> {
                    List<@Nullable Object> copy = new ArrayList<>(list);
                    copy.set(at, changed);
                    changes.put("/" + at + where, copy);
                });
            }
            List<@Nullable Object> longer = new ArrayList<>(list);
            longer.add("one more");
            changes.put("+", longer);
        } else {
            changes.put("", other(value));
        }
        return changes;
    }

    /** A value of the same sort that is another. */
    public static @Nullable Object other(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof Number number) {
            return number.longValue() + 1;
        }
        if (value instanceof String text && !text.isEmpty()) {
            char first = text.charAt(0);
            return (first == '2' ? '3' : first == 'a' ? 'b' : Character.isDigit(first) ? '2' : 'a') + text.substring(1);
        }
        return "x";
    }
}
