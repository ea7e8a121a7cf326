package dev.orgpurge;

import static dev.orgpurge.K8sManifests.container;
import static dev.orgpurge.K8sManifests.cronJob;
import static dev.orgpurge.K8sManifests.environment;
import static dev.orgpurge.K8sManifests.failureRules;
import static dev.orgpurge.K8sManifests.file;
import static dev.orgpurge.K8sManifests.job;
import static dev.orgpurge.K8sManifests.mount;
import static dev.orgpurge.K8sManifests.networkPolicy;
import static dev.orgpurge.K8sManifests.pod;
import static dev.orgpurge.K8sManifests.strings;
import static dev.orgpurge.K8sManifests.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonObject;
import dev.orgpurge.purge.ExitCode;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1NetworkPolicySpec;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyRule;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1Volume;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
class K8sManifestTest {

    @Test
    void the_base_is_made_of_exactly_the_files_beside_it() {
        JsonObject kustomization = file("kustomization.yaml");
        Stream<String> generated = kustomization.getAsJsonArray("configMapGenerator").asList().stream()
                .flatMap(generator -> strings(generator.getAsJsonObject().get("files")));
        assertThat(K8sManifests.files())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(strings(kustomization.get("resources")), generated, Stream.of("kustomization.yaml"))
                                .flatMap(files -> files)
                                .toList());
    }

    @Test
    void kubernetes_knows_every_field() throws IOException {
        V1CronJob.validateJsonElement(file("cron-job.yaml"));
        V1NetworkPolicy.validateJsonElement(file("network-policy.yaml"));
        V1Namespace.validateJsonElement(file("namespace.yaml"));
        V1ServiceAccount.validateJsonElement(file("service-account.yaml"));
    }

    @Test
    void a_misspelt_field_would_be_noticed() {
        JsonObject cronJob = file("cron-job.yaml");
        cronJob.getAsJsonObject("spec")
                .getAsJsonObject("jobTemplate")
                .getAsJsonObject("spec")
                .addProperty("backofLimit", 3);
        assertThatThrownBy(() -> V1CronJob.validateJsonElement(cronJob)).hasMessageContaining("backofLimit");
    }

    @Test
    void one_run_a_night_and_never_two_at_once() {
        V1CronJobSpec cronJob = cronJob();
        assertThat(cronJob.getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(cronJob.getTimeZone()).isEqualTo("Etc/UTC");
        assertThat(cronJob.getStartingDeadlineSeconds()).isEqualTo(3600);
        assertThat(job().getBackoffLimit()).isEqualTo(3);
        assertThat(job().getActiveDeadlineSeconds()).isPositive();
        assertThat(job().getTtlSecondsAfterFinished()).as("logs stay").isNull();
        assertThat(pod().getRestartPolicy()).isEqualTo("Never");
    }

    @Test
    void every_exit_code_but_done_has_exactly_one_answer() {
        List<Integer> failures = Arrays.stream(ExitCode.values())
                .map(ExitCode::code)
                .filter(code -> code != 0)
                .toList();
        assertThat(failureRules().stream()
                        .filter(rule -> rule.getOnExitCodes() != null)
                        .flatMap(rule -> rule.getOnExitCodes().getValues().stream()))
                .containsExactlyInAnyOrderElementsOf(failures);
    }

    @Test
    void a_drained_node_is_looked_at_before_any_exit_code() {
        V1PodFailurePolicyRule first = failureRules().get(0);
        assertThat(first.getAction()).isEqualTo("Ignore");
        assertThat(first.getOnPodConditions()).singleElement().satisfies(condition -> {
            assertThat(condition.getType()).isEqualTo("DisruptionTarget");
            assertThat(condition.getStatus()).isEqualTo("True");
        });
    }

    @Test
    void only_what_may_end_better_is_tried_again() {
        assertThat(codesOf("Count")).containsExactlyInAnyOrder(ExitCode.UNEXPECTED.code(), ExitCode.LOCKED.code());
        assertThat(codesOf("FailJob"))
                .containsExactlyInAnyOrder(
                        ExitCode.USAGE.code(),
                        ExitCode.REFUSED.code(),
                        ExitCode.NOT_FOUND.code(),
                        ExitCode.PARTIAL.code(),
                        ExitCode.DRIFT.code(),
                        ExitCode.STOPPED.code());
    }

    @Test
    void every_exit_code_rule_looks_at_our_container() {
        assertThat(failureRules().stream().filter(rule -> rule.getOnExitCodes() != null))
                .allSatisfy(rule -> {
                    assertThat(rule.getOnExitCodes().getContainerName())
                            .isEqualTo(container().getName());
                    assertThat(rule.getOnExitCodes().getOperator()).isEqualTo("In");
                });
    }

    @Test
    void a_retry_continues_the_run_because_the_request_carries_the_name_of_the_job() {
        assertThat(container().getArgs()).containsExactly("purge-due", "--execute", "--request-id", "$(JOB_NAME)");
        assertThat(container().getEnv())
                .filteredOn(variable -> variable.getName().equals("JOB_NAME"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("metadata.labels['batch.kubernetes.io/job-name']"));
    }

    @Test
    void a_stop_has_time_to_reach_the_edge_of_a_chunk() {
        assertThat(pod().getTerminationGracePeriodSeconds()).isEqualTo(60);
    }

    @Test
    void the_pod_is_restricted_and_knows_nothing_of_its_cluster() {
        assertThat(pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod().getEnableServiceLinks()).isFalse();
        assertThat(pod().getServiceAccountName())
                .isEqualTo(file("service-account.yaml")
                        .getAsJsonObject("metadata")
                        .get("name")
                        .getAsString());
        assertThat(file("service-account.yaml")
                        .get("automountServiceAccountToken")
                        .getAsBoolean())
                .isFalse();
        assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod().getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        V1SecurityContext container = container().getSecurityContext();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getCapabilities().getAdd()).isNullOrEmpty();
    }

    @Test
    void the_namespace_admits_restricted_pods_only() {
        assertThat(file("namespace.yaml")
                        .getAsJsonObject("metadata")
                        .getAsJsonObject("labels")
                        .get("pod-security.kubernetes.io/enforce")
                        .getAsString())
                .isEqualTo("restricted");
    }

    @Test
    void memory_is_bounded_and_tmp_is_the_only_place_to_write() {
        assertThat(container().getResources().getLimits()).containsKey("memory");
        assertThat(container().getResources().getRequests()).containsKeys("memory", "cpu");
        assertThat(container().getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.getMountPath()).isEqualTo("/tmp");
                    assertThat(volume(mount.getName()).getEmptyDir()).isNotNull();
                });
    }

    @Test
    void the_password_is_a_file_that_the_configuration_imports() {
        V1Volume secret = volume("database");
        assertThat(secret.getSecret().getItems())
                .extracting(V1KeyToPath::getKey, V1KeyToPath::getPath)
                .containsExactlyInAnyOrder(
                        tuple("username", "spring.datasource.username"),
                        tuple("password", "spring.datasource.password"));
        JsonObject spring = file("application.yaml").getAsJsonObject("spring");
        assertThat(spring.getAsJsonObject("config").get("import").getAsString())
                .isEqualTo("configtree:" + mount("database").getMountPath() + "/");
        assertThat(spring.getAsJsonObject("datasource").keySet()).containsExactly("url");
        assertThat(environment("SPRING_CONFIG_ADDITIONAL_LOCATION"))
                .isEqualTo("file:" + mount("config").getMountPath() + "/");
    }

    @Test
    void it_may_talk_to_the_database_and_ask_for_its_name_and_nothing_else() {
        V1NetworkPolicySpec policy = networkPolicy();
        assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getIngress()).isEmpty();
        assertThat(policy.getEgress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(K8sManifestTest::spoken))
                .containsExactlyInAnyOrder("TCP 5432", "UDP 53", "TCP 53");
        assertThat(job().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(policy.getPodSelector().getMatchLabels());
        assertThat(policy.getPodSelector().getMatchLabels()).isNotEmpty();
    }

    private static String spoken(V1NetworkPolicyPort port) {
        return port.getProtocol() + " " + port.getPort();
    }

    private static List<Integer> codesOf(String action) {
        return failureRules().stream()
                .filter(rule -> rule.getAction().equals(action) && rule.getOnExitCodes() != null)
                .flatMap(rule -> rule.getOnExitCodes().getValues().stream())
                .toList();
    }
}
