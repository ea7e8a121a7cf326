package dev.orgpurge.purge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much one night may take.
 *
 * @param duration from the command's begin; null: no bound
 * @param rows deleted or detached; null: no bound
 */
public record Budget(@Nullable Duration duration, @Nullable Long rows) {

    static final Budget NONE = new Budget(null, null);
}
