package dev.orgpurge.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a ledger entry; one that is missing or of another sort is an {@link IllegalStateException}. */
public record Facts(Map<String, @Nullable Object> values) {

    /** A fact as it stands, {@code null} if it was recorded so. */
    public @Nullable Object recorded(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalStateException("the ledger does not record " + name);
        }
        return values.get(name);
    }

    public String text(String name) {
        return of(String.class, name);
    }

    public long number(String name) {
        return of(Number.class, name).longValue();
    }

    public Facts facts(String name) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        Map<?, ?> map = of(Map.class, name);
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return new Facts(copy);
    }

    private <T> T of(Class<T> type, String name) {
        Object value = recorded(name);
        if (!type.isInstance(value)) {
            throw new IllegalStateException("the ledger's record of " + name + " cannot be read");
        }
        return type.cast(value);
    }
}
