package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files as they stand in k8s/, for machines without kustomize too. */
@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
class SourcesTest {

    private static final Path K8S = Path.of("k8s");

    private static List<Path> named(String name) throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> manifests() throws IOException {
        return named(".*\\.yaml").stream()
                .filter(file -> !Set.of("kustomization.yaml", "application.yaml")
                        .contains(file.getFileName().toString()))
                .toList();
    }

    static List<Path> kustomizations() throws IOException {
        return named("kustomization\\.yaml");
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void every_field_is_known_and_every_pod_keeps_the_promises(Path file) throws IOException {
        Manifest manifest = Manifest.file(file);
        manifest.validate();
        manifest.job().ifPresent(PodPromises::hold);
        manifest.server().ifPresent(PodPromises::restricted);
    }

    /** One pod, many commands: what somebody changes in the night's has to change in all. */
    @ParameterizedTest
    @MethodSource("manifests")
    void every_pod_is_the_nights_but_for_its_command_and_what_that_needs(Path file) throws IOException {
        Manifest manifest = Manifest.file(file);
        if (manifest.job().isPresent()) {
            assertThat(pod(manifest)).isEqualTo(pod(Manifest.file(K8S.resolve("base/cron-job.yaml"))));
        }
    }

    private static String pod(Manifest manifest) throws IOException {
        V1JobSpec job = manifest.job().orElseThrow();
        JsonObject pod = JsonParser.parseString(Manifest.pod(job).toJson()).getAsJsonObject();
        JsonObject container = pod.getAsJsonArray("containers").get(0).getAsJsonObject();
        container.remove("args");
        without(container.getAsJsonArray("env").asList(), "JOB_NAME");
        without(container.getAsJsonArray("volumeMounts").asList(), "evidence");
        without(pod.getAsJsonArray("volumes").asList(), "evidence");
        return pod.toString();
    }

    private static void without(List<JsonElement> things, String name) {
        things.removeIf(
                thing -> thing.getAsJsonObject().get("name").getAsString().equals(name));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void schedules_run_one_at_a_time_in_a_zone_that_is_written_out(Path file) throws IOException {
        Manifest manifest = Manifest.file(file);
        if (manifest.kind().equals("CronJob")) {
            var spec = V1CronJob.fromJson(manifest.json().toString()).getSpec();
            assertThat(spec.getConcurrencyPolicy()).isEqualTo("Forbid");
            assertThat(spec.getTimeZone()).isEqualTo("Etc/UTC");
            assertThat(spec.getStartingDeadlineSeconds()).isGreaterThanOrEqualTo(3600L);
            assertThat(manifest.name()).hasSizeLessThanOrEqualTo(52);
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void a_kustomization_names_what_is_there_and_all_that_is_beside_it(Path file) throws IOException {
        JsonObject kustomization = Manifest.file(file).json();
        List<String> named = new ArrayList<>();
        strings(kustomization, "resources").forEach(named::add);
        strings(kustomization, "components").forEach(named::add);
        if (kustomization.has("configMapGenerator")) {
            kustomization
                    .getAsJsonArray("configMapGenerator")
                    .forEach(generator ->
                            strings(generator.getAsJsonObject(), "files").forEach(named::add));
        }
        assertThat(named)
                .allSatisfy(name -> assertThat(file.resolveSibling(name)).exists());
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(named)
                    .containsAll(beside.filter(Files::isRegularFile)
                            .map(path -> path.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml"))
                            .toList());
        }
    }

    private static Stream<String> strings(JsonObject from, String key) {
        return from.has(key)
                ? from.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString)
                : Stream.empty();
    }

    @Test
    void only_the_night_and_the_single_purge_execute_and_dev_takes_that_away() throws IOException {
        List<String> executing = new ArrayList<>();
        for (Path file : manifests()) {
            Manifest manifest = Manifest.file(file);
            if (manifest.job().isPresent() && manifest.arguments().contains("--execute")) {
                executing.add(manifest.name());
            }
        }
        assertThat(executing).containsExactlyInAnyOrder("orgpurge", "orgpurge-single-ORGANIZATION");
        assertThat(Files.readString(K8S.resolve("overlays/dev/kustomization.yaml")))
                .contains("value: [\"purge-due\", \"--request-id\", \"$(JOB_NAME)\"]");
    }

    @Test
    void the_dbas_grants_are_those_that_the_program_prints() throws IOException {
        String printed = Files.readString(Path.of("src/main/java/dev/orgpurge/ledger/PrintedSql.java"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("-- grant ") || line.startsWith("-- revoke "))
                .map(line -> line.substring("-- ".length()))
                .reduce("", (all, line) -> all + line + "\n");
        String file = Files.readString(K8S.resolve("sql/3-grants.sql"))
                .lines()
                .filter(line -> line.startsWith("grant ") || line.startsWith("revoke "))
                .reduce("", (all, line) -> all + line + "\n");
        assertThat(file).isEqualTo(printed).isNotEmpty();
    }
}
