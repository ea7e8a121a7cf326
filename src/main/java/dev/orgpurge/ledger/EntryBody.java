package dev.orgpurge.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The text of an entry that is hashed, and the way back from it. */
final class EntryBody {

    private EntryBody() {}

    static String write(
            long position,
            Instant at,
            String kind,
            @Nullable UUID runId,
            @Nullable String organization,
            Map<String, @Nullable Object> facts) {
        Map<String, @Nullable Object> body = columns(position, at, kind, runId, organization);
        body.put("facts", facts);
        return CanonicalJson.write(body);
    }

    /** The part of a body that the row's columns repeat. */
    static Map<String, @Nullable Object> columns(
            long position, Instant at, String kind, @Nullable UUID runId, @Nullable String organization) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("position", position);
        columns.put("at", CanonicalJson.time(at));
        columns.put("kind", kind);
        columns.put("run_id", runId == null ? null : runId.toString());
        columns.put("organization", organization);
        return columns;
    }

    /** Every integer comes back as a long. */
    static Map<String, @Nullable Object> read(String body) {
        return StrictJson.object(body);
    }
}
