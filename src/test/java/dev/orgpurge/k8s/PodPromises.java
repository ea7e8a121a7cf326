package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.purge.ExitCode;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyRule;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/** What holds for every pod that we ever start. */
@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
final class PodPromises {

    /** The longest statement that a chunk may take, and the answer after it: StopSignals waits 50 seconds and ten. */
    private static final long LONGEST_CHUNK_SECONDS = 50;

    private PodPromises() {}

    static void hold(V1JobSpec job) {
        V1PodSpec pod = Manifest.pod(job);
        restricted(pod);
        bounded(job, pod);
        failures(job);
        request(pod.getContainers().get(0));
    }

    static void restricted(V1PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getHostIPC()).isNull();
        assertThat(pod.getInitContainers()).isNullOrEmpty();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
            V1SecurityContext context = container.getSecurityContext();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getPrivileged()).isNull();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
            assertThat(container.getEnv())
                    .allSatisfy(variable -> assertThat(variable.getName()).doesNotContain("PASSWORD"));
        });
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull())
                .extracting(V1Volume::getName)
                .contains("config", "database", "tmp");
    }

    private static void bounded(V1JobSpec job, V1PodSpec pod) {
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(job.getActiveDeadlineSeconds()).isPositive();
        assertThat(pod.getActiveDeadlineSeconds()).as("it belongs on the job").isNull();
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(LONGEST_CHUNK_SECONDS + 10);
        assertThat(pod.getContainers().get(0).getResources().getLimits()).containsKey("memory");
        assertThat(pod.getContainers().get(0).getResources().getRequests()).containsKeys("memory", "cpu");
    }

    private static void failures(V1JobSpec job) {
        List<V1PodFailurePolicyRule> rules = job.getPodFailurePolicy().getRules();
        assertThat(rules.get(0).getAction()).isEqualTo("Ignore");
        assertThat(rules.get(0).getOnPodConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getType()).isEqualTo("DisruptionTarget"));
        Map<Integer, String> answers = new TreeMap<>();
        rules.stream().skip(1).forEach(rule -> {
            assertThat(rule.getOnExitCodes().getOperator()).isEqualTo("In");
            assertThat(rule.getOnExitCodes().getContainerName()).isEqualTo("orgpurge");
            rule.getOnExitCodes()
                    .getValues()
                    .forEach(code ->
                            assertThat(answers.put(code, rule.getAction())).isNull());
        });
        Map<Integer, String> expected = new TreeMap<>();
        Set<ExitCode> again = Set.of(ExitCode.UNEXPECTED, ExitCode.LOCKED);
        Arrays.stream(ExitCode.values())
                .filter(code -> code != ExitCode.DONE)
                .forEach(code -> expected.put(code.code(), again.contains(code) ? "Count" : "FailJob"));
        assertThat(answers).isEqualTo(expected);
    }

    private static void request(V1Container container) {
        assertThat(container.getEnv().stream()
                        .anyMatch(variable -> variable.getName().equals("JOB_NAME")
                                && variable.getValueFrom()
                                        .getFieldRef()
                                        .getFieldPath()
                                        .equals("metadata.labels['batch.kubernetes.io/job-name']")))
                .as("a retried pod goes on with its run")
                .isEqualTo(container.getArgs().contains("--request-id"));
    }
}
