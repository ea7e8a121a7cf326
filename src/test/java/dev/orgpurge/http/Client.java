package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks, and holds every answer against the document of the API. */
final class Client {

    private final HttpClient http;
    private final URI url;
    private final Contract contract;
    private final Validator validator;

    Client(URI url) throws IOException, InterruptedException {
        this(url, HttpClient.newBuilder());
    }

    Client(URI url, SSLContext trusting) throws IOException, InterruptedException {
        this(url, HttpClient.newBuilder().sslContext(trusting));
    }

    private Client(URI url, HttpClient.Builder http) throws IOException, InterruptedException {
        this.url = url;
        this.http = http.version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<String> document = this.http.send(
                HttpRequest.newBuilder(url.resolve("/openapi.json")).build(), BodyHandlers.ofString());
        contract = new Contract(JsonMapper.shared().readTree(document.body()));
        validator = new Validator(contract.document());
    }

    /** For a place that hands out no document. */
    Client(URI url, Contract contract) {
        this.url = url;
        this.http = HttpClient.newHttpClient();
        this.contract = contract;
        this.validator = new Validator(contract.document());
    }

    Contract contract() {
        return contract;
    }

    /** What came back. */
    record Answer(int status, String body, HttpResponse<String> whole) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    /** @param headers names and values in turn */
    Answer ask(String key, String method, String path, String body, String... headers) throws Exception {
        Answer answer = send(key, method, path, body, headers);
        contract.accepts(
                method, URI.create(path).getPath(), answer.status(), answer.header("Content-Type"), answer.body());
        keeps(method, path, body, List.of(headers), answer);
        return answer;
    }

    /** What is done was asked for as the document has it; what it does not know is refused. */
    private void keeps(String method, String path, String body, List<String> headers, Answer answer) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < headers.size(); i += 2) {
            named.put(headers.get(i), headers.get(i + 1));
        }
        // understood as well, and said so, but nothing that a schema of type boolean can say
        URI plain = URI.create(path.replace("force=True", "force=true"));
        Optional<String> wrong = validator.complaint(new Validator.Sent(method, plain, named, body));
        if (answer.status() < 400) {
            assertThat(wrong).as("%s %s %s", method, path, body).isEmpty();
        }
        if (!answer.header("Content-Type").contains("problem")) {
            assertThat(validator.complaint(
                            method, plain.getPath(), answer.status(), answer.header("Content-Type"), answer.body()))
                    .as("%s %s %s: %s", method, path, answer.status(), answer.body())
                    .isEmpty();
        }
    }

    Answer ask(String key, String method, String path) throws Exception {
        return ask(key, method, path, "");
    }

    /** The same without the document, for what it does not know. */
    Answer send(String key, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(90))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("x-APIKey", key);
        }
        List<String> more = List.of(headers);
        for (int i = 0; i < more.size(); i += 2) {
            request.header(more.get(i), more.get(i + 1));
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
