package dev.orgpurge.shell;

import dev.orgpurge.organization.Organizations;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ids for Tab, a screenful at most. Where the database does not answer, none: completion is no place for an error. */
@Component
final class KnownIds {

    private static final int SHOWN = 50;
    private static final int REMEMBERED_RUNS = 200;

    /** A database that cannot be reached holds every question up for seconds; not every Tab should. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Doors doors;
    private @Nullable Organizations opened;
    private @Nullable Long failedAt;

    KnownIds(Doors doors) {
        this.doors = doors;
    }

    List<String> organizations(String begun) {
        return asked(() -> {
            Organizations known = opened == null ? doors.organizations() : opened;
            opened = known;
            return known.idsBeginningWith(begun, SHOWN);
        });
    }

    List<String> runs(String begun) {
        return asked(() -> doors.ownSchema().current()
                ? doors.runs().runs(REMEMBERED_RUNS).stream()
                        .map(run -> run.runId().toString())
                        .filter(id -> id.startsWith(begun))
                        .limit(SHOWN)
                        .toList()
                : List.of());
    }

    private List<String> asked(Supplier<List<String>> question) {
        if (failedAt != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
            return List.of();
        }
        try {
            List<String> found = question.get();
            failedAt = null;
            return found;
        } catch (RuntimeException e) {
            opened = null;
            failedAt = System.nanoTime();
            return List.of();
        }
    }
}
