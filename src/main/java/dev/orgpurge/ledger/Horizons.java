package dev.orgpurge.ledger;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says about copies that no purge of this database reaches. It is recorded with every run, so that a
 * certificate can give dates and still derive from the ledger alone.
 *
 * @param backups how long backups are kept; null: nobody said
 * @param walArchive how long archived write-ahead log is kept; null: nobody said
 * @param otherStores caches, search indexes, files and the like
 * @param contact who answers for it
 * @param evidence how long the evidence itself is to be kept; null: nobody said
 * @param purgeWithin how long after its due date an organization is to be gone; null: nobody said
 */
public record Horizons(
        @Nullable Duration backups,
        @Nullable Duration walArchive,
        List<Store> otherStores,
        @Nullable String contact,
        @Nullable Duration evidence,
        @Nullable Duration purgeWithin) {

    /** Nobody said anything. */
    public static final Horizons UNKNOWN = new Horizons(null, null, List.of(), null, null, null);

    public Horizons {
        otherStores = List.copyOf(otherStores);
    }

    /**
     * Another store.
     *
     * @param retention when it is rid of what was deleted here; null: nobody said
     */
    public record Store(String name, @Nullable Duration retention) {

        private Map<String, @Nullable Object> facts() {
            Map<String, @Nullable Object> facts = new LinkedHashMap<>();
            facts.put("name", name);
            facts.put("retention_seconds", seconds(retention));
            return facts;
        }
    }

    /** As facts of an entry. */
    public Map<String, @Nullable Object> facts() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("backups_retention_seconds", seconds(backups));
        facts.put("wal_archive_retention_seconds", seconds(walArchive));
        facts.put("other_stores", otherStores.stream().map(Store::facts).toList());
        facts.put("contact", contact);
        facts.put("evidence_retention_seconds", seconds(evidence));
        facts.put("purge_within_seconds", seconds(purgeWithin));
        return facts;
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : Long.valueOf(duration.toSeconds());
    }
}
