package dev.orgpurge;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyRule;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.yaml.snakeyaml.Yaml;

/** The manifests of the base as they stand on disk, read the way Kubernetes reads them. */
@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
final class K8sManifests {

    private static final Path BASE = Path.of("k8s/base");

    private K8sManifests() {}

    static List<String> files() {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject file(String name) {
        try {
            return new Gson()
                    .toJsonTree(new Yaml().<Object>load(Files.readString(BASE.resolve(name))))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> strings(JsonElement array) {
        return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString);
    }

    static V1CronJobSpec cronJob() {
        try {
            return V1CronJob.fromJson(file("cron-job.yaml").toString()).getSpec();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static V1NetworkPolicySpec networkPolicy() {
        try {
            return V1NetworkPolicy.fromJson(file("network-policy.yaml").toString())
                    .getSpec();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static V1JobSpec job() {
        return cronJob().getJobTemplate().getSpec();
    }

    static V1PodSpec pod() {
        return job().getTemplate().getSpec();
    }

    static V1Container container() {
        return only(pod().getContainers().stream());
    }

    static List<V1PodFailurePolicyRule> failureRules() {
        return job().getPodFailurePolicy().getRules();
    }

    static String environment(String name) {
        return only(container().getEnv().stream()
                        .filter(variable -> variable.getName().equals(name)))
                .getValue();
    }

    static V1Volume volume(String name) {
        return only(
                pod().getVolumes().stream().filter(volume -> volume.getName().equals(name)));
    }

    static V1VolumeMount mount(String name) {
        return only(container().getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(name)));
    }

    private static <T> T only(Stream<T> things) {
        List<T> all = things.toList();
        if (all.size() != 1) {
            throw new AssertionError("one expected, found " + all.size());
        }
        return all.get(0);
    }
}
