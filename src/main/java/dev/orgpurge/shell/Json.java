package dev.orgpurge.shell;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.problem.Problem;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** What all JSON answers share. */
final class Json {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private Json() {}

    static JsonGenerator on(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static void text(JsonGenerator json, String name, @Nullable Object value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value.toString());
        }
    }

    static void time(JsonGenerator json, String name, @Nullable Instant value) {
        text(json, name, value);
    }

    static void counts(JsonGenerator json, String name, Map<String, Long> counts) {
        json.writeObjectPropertyStart(name);
        counts.forEach(json::writeNumberProperty);
        json.writeEndObject();
    }

    static void reasons(JsonGenerator json, List<Reason> reasons) {
        json.writeArrayPropertyStart("reasons");
        for (Reason reason : reasons) {
            json.writeStartObject();
            json.writeStringProperty("code", reason.code().name());
            text(json, "table", reason.table());
            text(json, "constraint", reason.constraint());
            json.writeStringProperty("detail", reason.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void errors(JsonGenerator json, List<Problem> problems) {
        json.writeArrayPropertyStart("errors");
        for (Problem problem : problems) {
            json.writeStartObject();
            json.writeStringProperty("code", problem.code());
            json.writeStringProperty("detail", problem.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static boolean inObject(JsonGenerator json) {
        return json.streamWriteContext().inObject();
    }
}
