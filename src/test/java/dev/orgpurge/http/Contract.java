package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12, asked about real answers. */
final class Contract {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    Contract(JsonNode document) {
        this.document = document;
    }

    JsonNode document() {
        return document;
    }

    /** The path of the document that a request's path means; the request itself is the test's. */
    String path(String asked) {
        return document.get("paths").propertyNames().stream()
                .filter(path -> Pattern.matches(path.replaceAll("\\{[^}]+}", "[^/]+"), asked))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the document has no path for " + asked));
    }

    /** The status is one that the document names for the operation, and the body is what it says. */
    void accepts(String method, String asked, int status, String contentType, String body) {
        JsonNode operation = document.get("paths").get(path(asked)).get(method.toLowerCase(Locale.ROOT));
        assertThat(operation).as("%s %s is documented", method, asked).isNotNull();
        JsonNode response = resolve(operation.get("responses").path(String.valueOf(status)));
        assertThat(response.isMissingNode())
                .as("%s %s may answer %s: %s", method, asked, status, body)
                .isFalse();
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(body).isEmpty();
            return;
        }
        JsonNode schema = content.path(contentType).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s %s %s as %s", method, asked, status, contentType)
                .isFalse();
        assertThat(schema(schema).validate(body, InputFormat.JSON))
                .as("%s %s %s: %s", method, asked, status, body)
                .isEmpty();
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? document.at(reference.stringValue().substring(1)) : node;
    }

    private Schema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = JSON.createObjectNode();
            whole.putArray("allOf").add(schema);
            whole.set("components", document.get("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }
}
