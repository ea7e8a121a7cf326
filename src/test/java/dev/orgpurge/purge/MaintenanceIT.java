package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.FindingCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What follows a run. */
@Timeout(300)
class MaintenanceIT {

    private final TestDatabase town = Town.founded();

    private Engine engine(Vacuum vacuum) {
        return Engine.on(town, Town.setup().with(Engine.SETTINGS.with(Restraint.NONE.vacuum(vacuum))));
    }

    private static List<LedgerEntry> entries(Engine engine) {
        return engine.ledger().aboutRun(engine.runs().runs(1).get(0).runId(), EntryKind.TABLES_VACUUMED);
    }

    private static Map<?, ?> outcomes(Engine engine) {
        List<LedgerEntry> entries = entries(engine);
        assertThat(entries).hasSize(1);
        return (Map<?, ?>) Objects.requireNonNull(entries.get(0).facts().get("tables"));
    }

    private static JsonNode certificate(Engine engine) {
        return JsonMapper.shared()
                .readTree(engine.reports()
                        .certificate(new OrganizationId("2"), null)
                        .orElseThrow()
                        .json());
    }

    private long vacuumed(String table) {
        return JdbcClient.create(town.superuser())
                .sql("select vacuum_count from pg_stat_user_tables where relname = :table")
                .param("table", table)
                .query(Long.class)
                .single();
    }

    @Test
    void the_tables_that_lost_rows_are_vacuumed_and_the_certificate_says_so() {
        try (Engine engine = engine(Vacuum.VACUUM_ANALYZE)) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);

            assertThat(outcomes(engine))
                    .isEqualTo(Map.of(
                            "public.organizations", "done",
                            "public.users", "done",
                            "public.settings", "done",
                            "public.flows", "done",
                            "public.executions", "done",
                            "public.outputs", "done",
                            "public.announcements", "done"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> vacuumed("outputs") == 1 && vacuumed("announcements") == 1);
            JsonNode maintenance = certificate(engine).at("/maintenance");
            assertThat(maintenance.at("/command").asString()).isEqualTo("vacuum (analyze)");
            assertThat(maintenance.at("/tables/public.outputs").asString()).isEqualTo("done");
            assertThat(engine.ledger().verify().intact()).isTrue();
            assertThat(engine.execute().run().status()).isEqualTo(RunStatus.NOTHING_TO_DO);
            assertThat(entries(engine))
                    .as("a run that deleted nothing is followed by nothing")
                    .isEmpty();
        }
    }

    @Test
    void without_the_setting_nothing_follows_and_the_certificate_says_that() {
        try (Engine engine = engine(Vacuum.NONE)) {
            engine.execute();
            assertThat(entries(engine)).isEmpty();
            assertThat(certificate(engine).has("maintenance")).isTrue();
            assertThat(certificate(engine).get("maintenance").isNull()).isTrue();
        }
    }

    @Test
    void a_table_of_somebody_else_is_left_out_and_the_plan_warns_of_it() {
        town.script("create role landlord_" + town.user() + "; alter database "
                + town.url().substring(town.url().lastIndexOf('/') + 1) + " owner to landlord_" + town.user()
                + "; grant create on database "
                + town.url().substring(town.url().lastIndexOf('/') + 1) + " to " + town.user()
                + "; alter table settings owner to landlord_" + town.user()
                + "; grant select, delete, update on settings to " + town.user());
        try (Engine engine = engine(Vacuum.ANALYZE)) {
            List<Finding> lacking = engine.bean(Maintenance.class)
                    .lacking(engine.bean(Preflight.class).look().plan());
            assertThat(lacking).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo(FindingCode.CANNOT_VACUUM);
                assertThat(finding.table()).isEqualTo("public.settings");
                assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            });
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcomes(engine).get("public.settings")).isEqualTo("not_permitted");
            assertThat(outcomes(engine).get("public.users")).isEqualTo("done");
        }
    }

    @Test
    void a_stop_ends_a_vacuum_at_once_and_the_run_stays_complete() throws Exception {
        town.script("insert into outputs (execution_id, output) select (select min(e.id) from executions e"
                + " join flows f on f.id = e.flow_id where f.org_id = 1), repeat('x', 800) from generate_series(1, 8000);"
                + " alter role " + town.user() + " set vacuum_cost_delay = 100;"
                + " alter role " + town.user() + " set vacuum_cost_limit = 1");
        try (Engine engine = engine(Vacuum.VACUUM)) {
            CompletableFuture<PurgeOutcome> night = CompletableFuture.supplyAsync(engine::execute);
            JdbcClient watcher = JdbcClient.create(town.superuser());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> watcher.sql(
                                            "select count(*) from pg_stat_progress_vacuum where relid = 'outputs'::regclass")
                                    .query(Long.class)
                                    .single()
                            == 1);
            engine.runs().stopIfAtWork();
            PurgeOutcome outcome = night.get(60, TimeUnit.SECONDS);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcomes(engine).get("public.outputs")).isEqualTo("stopped");
            assertThat(outcomes(engine).get("public.users")).isEqualTo("stopped");
        }
    }
}
