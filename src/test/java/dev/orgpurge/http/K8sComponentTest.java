package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
class K8sComponentTest {

    private static final Path FOLDER = Path.of("k8s/components/http-api");

    private static JsonObject file(String name) throws IOException {
        return new Gson()
                .toJsonTree(new Yaml().<Object>load(Files.readString(FOLDER.resolve(name))))
                .getAsJsonObject();
    }

    @Test
    void kubernetes_knows_every_field_and_the_component_lists_every_file() throws IOException {
        V1Deployment.validateJsonElement(file("deployment.yaml"));
        V1Service.validateJsonElement(file("service.yaml"));
        V1NetworkPolicy.validateJsonElement(file("network-policy.yaml"));
        V1PodDisruptionBudget.validateJsonElement(file("pod-disruption-budget.yaml"));
        List<String> listed = file("kustomization.yaml").getAsJsonArray("resources").asList().stream()
                .map(name -> name.getAsString())
                .toList();
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(path -> path.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @Test
    void the_probes_ask_what_the_server_answers_without_a_key() throws IOException {
        V1PodSpec pod = pod();
        V1Container container = pod.getContainers().get(0);
        assertThat(container.getArgs()).containsExactly("serve");
        assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                        .map(K8sComponentTest::asks))
                .as("HttpApiIT asks the same at the management port")
                .containsExactly(
                        "metrics /actuator/health/liveness", "metrics /actuator/health/liveness", "api /readyz");
        assertThat(OpenEndpoints.PATHS).contains("/readyz");
        assertThat(pod.getTerminationGracePeriodSeconds())
                .as("longer than a run may take to its chunk's edge, and the requests after it")
                .isGreaterThanOrEqualTo(80);
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    private static String asks(V1Probe probe) {
        return probe.getHttpGet().getPort().getStrValue() + " "
                + probe.getHttpGet().getPath();
    }

    @Test
    void the_management_port_is_named_open_to_monitoring_and_no_part_of_the_service() throws IOException {
        V1Container container = pod().getContainers().get(0);
        String port = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("MANAGEMENT_SERVER_PORT"))
                .map(V1EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        assertThat(container.getPorts())
                .anyMatch(named -> named.getName().equals("metrics")
                        && port.equals(named.getContainerPort().toString()));
        JsonObject monitor = new Gson()
                .toJsonTree(new Yaml()
                        .<Object>load(Files.readString(Path.of("k8s/components/monitoring/pod-monitor.yaml"))))
                .getAsJsonObject();
        assertThat(monitor.toString()).contains("\"orgpurge-api\"", "\"port\":\"metrics\"");
        V1NetworkPolicy policy =
                V1NetworkPolicy.fromJson(file("network-policy.yaml").toString());
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts()
                        .get(0)
                        .getPort()
                        .getIntValue()
                        .toString()
                        .equals(port))
                .singleElement()
                .satisfies(rule -> assertThat(
                                rule.getFrom().get(0).getNamespaceSelector().getMatchLabels())
                        .containsValue("monitoring"));
        assertThat(V1Service.fromJson(file("service.yaml").toString()).getSpec().getPorts())
                .extracting(V1ServicePort::getName)
                .containsExactly("api");
    }

    @Test
    void service_policy_and_budget_mean_the_deployments_pods() throws IOException {
        V1Deployment deployment = V1Deployment.fromJson(file("deployment.yaml").toString());
        var labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        V1Service service = V1Service.fromJson(file("service.yaml").toString());
        assertThat(service.getSpec().getSelector()).isEqualTo(labels);
        assertThat(service.getMetadata().getName()).doesNotStartWith("orgpurge");
        assertThat(V1NetworkPolicy.fromJson(file("network-policy.yaml").toString())
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(V1PodDisruptionBudget.fromJson(
                                file("pod-disruption-budget.yaml").toString())
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
    }

    private static V1PodSpec pod() throws IOException {
        return V1Deployment.fromJson(file("deployment.yaml").toString())
                .getSpec()
                .getTemplate()
                .getSpec();
    }
}
