package dev.orgpurge.organization;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps an organization from ever being purged. It says exactly one of the four things.
 *
 * @param veto its name
 * @param when SQL predicate over the root row
 * @param column the root row holds one of these values
 * @param ids keys of organizations
 * @param join one row of another table fulfils its conditions
 */
public record Veto(
        String veto,
        @Nullable String when,
        @Nullable ColumnTest column,
        List<String> ids,
        @Nullable JoinedRows join) {

    public Veto {
        ids = List.copyOf(ids);
    }
}
