package dev.orgpurge.purge;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;

/** Looks after each chunk what the slices are that a run goes through; they are gone when it ends. */
final class SliceKinds implements PurgeListener {

    private final TestDatabase database;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    SliceKinds(TestDatabase database) {
        this.database = database;
    }

    @Override
    public void chunkDeleted(UUID run, String table, long rows, Duration took) {
        seen.addAll(database.jdbc()
                .sql("select distinct kind from orgpurge.slice")
                .query(String.class)
                .list());
    }

    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
