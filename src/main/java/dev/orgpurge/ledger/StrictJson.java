package dev.orgpurge.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON objects that are evidence: no duplicate keys, nothing behind the object, every integer a long. */
public final class StrictJson {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    /** An exported entry is a string of that many characters at most: a page of candidates, or a plan of thousands of tables. */
    private static final int LONGEST = 1 << 28;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /**
     * An object.
     *
     * @throws tools.jackson.core.JacksonException if it is none
     */
    public static Map<String, @Nullable Object> object(String text) {
        Map<String, @Nullable Object> read = JSON.readValue(text, OBJECT);
        return read == null ? Map.of() : read;
    }
}
