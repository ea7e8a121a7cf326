package dev.orgpurge.organization;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration's view of the root table; names are as somebody wrote them.
 *
 * @param key key column; absent: the primary key
 * @param label column shown to people and accepted as confirmation; absent: the key
 */
public record RootSettings(
        String table,
        @Nullable String key,
        @Nullable String label,
        List<DueRule> due,
        List<Veto> vetoes,
        @Nullable StateChange deactivate,
        @Nullable StateChange reactivate) {

    public RootSettings {
        due = List.copyOf(due);
        vetoes = List.copyOf(vetoes);
    }

    /** Without a veto. */
    public RootSettings(
            String table,
            @Nullable String key,
            @Nullable String label,
            List<DueRule> due,
            @Nullable StateChange deactivate,
            @Nullable StateChange reactivate) {
        this(table, key, label, due, List.of(), deactivate, reactivate);
    }

    /**
     * A change of the root row's state.
     *
     * @param when SQL predicate that must hold before; absent: the organization's state decides
     * @param set SQL SET list
     */
    public record StateChange(@Nullable String when, String set) {}
}
