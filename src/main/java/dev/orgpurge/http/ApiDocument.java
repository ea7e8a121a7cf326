package dev.orgpurge.http;

import dev.orgpurge.http.Documented.Success;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The API's document. Springdoc finds the endpoints; the schemas and parameters stand in a file, and what is asked and
 * answered in {@link Documented}.
 */
final class ApiDocument implements GlobalOpenApiCustomizer {

    private static final String BASE = "openapi-base.json";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String PROVIDER = "Provider";
    private static final String OTHERS = "Admin";
    private static final String DELETION = "AdminDeletion";
    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    static {
        // it would look for constraints on them, with a library that is not here
        SpringDocUtils.getConfig().addAnnotationsToIgnore(PathVariable.class);
    }

    /** All that no controller shows. */
    static OpenAPI base() {
        try (InputStream stream = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(BASE), BASE)) {
            OpenAPI base = Json31.mapper().readValue(stream, OpenAPI.class);
            Stream.of(Failure.values()).forEach(failure -> add(base.getComponents(), failure));
            return base;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Components components, Failure failure) {
        components.addResponses(OTHERS + failure.status(), response(failure, "Error"));
        components.addResponses(PROVIDER + failure.status(), ofDeletion(failure, failure.providerSchema()));
        if (failure.endsOperations()) {
            components.addResponses(DELETION + failure.status(), ofDeletion(failure, "Error"));
        }
    }

    /** The providers' API has nothing but a deletion. */
    private static ApiResponse ofDeletion(Failure failure, String schema) {
        ApiResponse response = response(failure, schema);
        if (failure.endsOperations()) {
            Documented.OF_DELETION.forEach(header -> with(response, header));
        }
        return response;
    }

    private static ApiResponse response(Failure failure, String schema) {
        Content content = json(schema).addMediaType(PROBLEM, new MediaType().schema(schema("Problem")));
        return with(new ApiResponse().description(failure.description()).content(content), failure.header());
    }

    private static ApiResponse with(ApiResponse response, @Nullable String header) {
        if (header != null) {
            response.addHeaderObject(header, new Header().$ref(header));
        }
        return response;
    }

    private static Content json(String schema) {
        return new Content().addMediaType(JSON, new MediaType().schema(schema(schema)));
    }

    private static Schema<?> schema(String name) {
        return new Schema<>().$ref(name);
    }

    @Override
    public void customise(OpenAPI document) {
        Map<String, Parameter> parameters = document.getComponents().getParameters();
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> complete(parameters, path, method, operation)));
        Paths sorted = new Paths();
        sorted.putAll(new TreeMap<>(document.getPaths()));
        document.setPaths(sorted);
    }

    private static void complete(
            Map<String, Parameter> parameters, String path, PathItem.HttpMethod method, Operation operation) {
        Documented documented = Documented.of(method.name(), path);
        List<String> inPath = documented.parameters().stream()
                .map(name -> parameters.get(name))
                .filter(parameter -> parameter != null && "path".equals(parameter.getIn()))
                .map(parameter -> "{" + parameter.getName() + "}")
                .toList();
        if (!inPath.equals(
                VARIABLE.matcher(path).results().map(MatchResult::group).toList())) {
            throw new IllegalStateException(method + " " + path + " has other parameters than " + inPath);
        }
        operation.setOperationId(documented.id());
        operation.setTags(List.of(documented.tag()));
        operation.setSummary(documented.summary());
        operation.setParameters(documented.parameters().isEmpty() ? null : parameters(documented));
        operation.setRequestBody(
                documented.body() == null
                        ? null
                        : body(documented.body(), !Documented.OPTIONAL_BODY.equals(documented.body())));
        operation.setResponses(responses(path, documented));
        if (documented.open()) {
            operation.setSecurity(List.of());
        }
    }

    private static List<Parameter> parameters(Documented documented) {
        return documented.parameters().stream()
                .map(name -> new Parameter().$ref(name))
                .toList();
    }

    private static RequestBody body(String schema, boolean required) {
        return new RequestBody().required(required).content(json(schema));
    }

    private static ApiResponses responses(String path, Documented documented) {
        Map<String, ApiResponse> all = new TreeMap<>();
        documented.answers().forEach((status, success) -> all.put(status, response(success)));
        documented
                .failures()
                .forEach(failure -> all.put(
                        failure.status(), new ApiResponse().$ref(whose(path, documented, failure) + failure.status())));
        ApiResponses responses = new ApiResponses();
        responses.putAll(all);
        return responses;
    }

    private static String whose(String path, Documented documented, Failure failure) {
        if (path.startsWith(Answers.PROVIDER_PATH)) {
            return PROVIDER;
        }
        return documented.deletes() && failure.endsOperations() ? DELETION : OTHERS;
    }

    private static ApiResponse response(Success success) {
        ApiResponse response = new ApiResponse().description(success.description());
        if (success.schema() != null) {
            response.setContent(json(success.schema()));
        }
        success.headers().forEach(header -> with(response, header));
        return response;
    }
}
