package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a purge of this database does not reach, and until when, as far as somebody configured it.
 *
 * @param horizons as recorded with the run
 * @param gone when the organization was gone here
 */
record Coverage(Facts horizons, Instant gone) {

    private static final String WAL = "wal_archive_retention_seconds";

    List<Map<String, @Nullable Object>> rest() {
        List<Map<String, @Nullable Object>> rest = new ArrayList<>();
        rest.add(copies(
                "backups and snapshots taken before the purge: whoever restores one has to purge again",
                horizons.recorded("backups_retention_seconds")));
        rest.add(copies("archived write-ahead log", horizons.recorded(WAL)));
        rest.add(copies("replicas and subscribers until they have replayed the purge", null));
        stores(rest);
        rest.add(copies("files, caches, search indexes and every other store outside this database", null));
        rest.add(copies("dead row versions on disk until VACUUM and later writes have replaced them", null));
        rest.add(copies("statistics of columns until ANALYZE, and materialized views until their refresh", null));
        rest.add(copies("logs of the server and of applications", null));
        return rest;
    }

    private void stores(List<Map<String, @Nullable Object>> rest) {
        if (horizons.recorded("other_stores") instanceof List<?> stores) {
            for (Object store : stores) {
                if (store instanceof Map<?, ?> named) {
                    rest.add(copies(String.valueOf(named.get("name")), named.get("retention_seconds")));
                }
            }
        }
    }

    private Map<String, @Nullable Object> copies(String what, @Nullable Object retention) {
        Map<String, @Nullable Object> copies = new LinkedHashMap<>();
        copies.put("what", what);
        copies.put("retention_seconds", retention);
        copies.put("gone_by", after(retention));
        return copies;
    }

    @Nullable
    String after(@Nullable Object seconds) {
        return seconds instanceof Number number ? CanonicalJson.time(gone.plusSeconds(number.longValue())) : null;
    }
}
