package dev.orgpurge.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The text of an entry that is hashed, and the way back from it. */
final class EntryBody {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
        Map<String, @Nullable Object> read = JSON.readValue(body, OBJECT);
        return read == null ? Map.of() : read;
    }
}
