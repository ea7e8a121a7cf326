package dev.orgpurge.k8s;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;
import org.yaml.snakeyaml.Yaml;

/** One object of Kubernetes, read the way Kubernetes reads it. */
@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
record Manifest(JsonObject json) {

    private static final Set<String> FOREIGN = Set.of("PrometheusRule", "PodMonitor");

    static List<Manifest> all(String yaml) {
        return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
                .map(document -> new Manifest(new Gson().toJsonTree(document).getAsJsonObject()))
                .toList();
    }

    static Manifest file(Path file) {
        try {
            return all(Files.readString(file)).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String kind() {
        return json.get("kind").getAsString();
    }

    String name() {
        return json.getAsJsonObject("metadata").get("name").getAsString();
    }

    String id() {
        return kind() + "/" + name();
    }

    /** Refuses fields that Kubernetes does not know, at any depth, and asks for those that it needs. */
    void validate() throws IOException {
        JsonElement whole = json;
        switch (kind()) {
            case "Namespace" -> V1Namespace.validateJsonElement(whole);
            case "ServiceAccount" -> V1ServiceAccount.validateJsonElement(whole);
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(whole);
            case "CronJob" -> V1CronJob.validateJsonElement(whole);
            case "Job" -> V1Job.validateJsonElement(whole);
            case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(whole);
            case "Deployment" -> V1Deployment.validateJsonElement(whole);
            case "Service" -> V1Service.validateJsonElement(whole);
            case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(whole);
            case "PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonElement(whole);
            default -> foreign();
        }
    }

    /** Of other people's kinds we write few fields, and know these. */
    private void foreign() {
        if (!FOREIGN.contains(kind()) || !json.keySet().equals(Set.of("apiVersion", "kind", "metadata", "spec"))) {
            throw new IllegalArgumentException("what is a " + id() + "?");
        }
    }

    /** Of what starts pods that end. */
    Optional<V1JobSpec> job() throws IOException {
        return switch (kind()) {
            case "CronJob" ->
                Optional.of(Objects.requireNonNull(Objects.requireNonNull(
                                V1CronJob.fromJson(json.toString()).getSpec())
                        .getJobTemplate()
                        .getSpec()));
            case "Job" ->
                Optional.of(
                        Objects.requireNonNull(V1Job.fromJson(json.toString()).getSpec()));
            default -> Optional.empty();
        };
    }

    /** Of a server. */
    Optional<V1PodSpec> server() throws IOException {
        return kind().equals("Deployment")
                ? Optional.of(Objects.requireNonNull(V1Deployment.fromJson(json.toString())
                        .getSpec()
                        .getTemplate()
                        .getSpec()))
                : Optional.empty();
    }

    static V1PodSpec pod(V1JobSpec job) {
        return Objects.requireNonNull(job.getTemplate().getSpec());
    }

    List<String> arguments() throws IOException {
        return pod(job().orElseThrow()).getContainers().get(0).getArgs();
    }
}
