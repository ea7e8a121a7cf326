package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Horizons;
import dev.orgpurge.ledger.KeySource;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.organization.State;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Budget;
import dev.orgpurge.purge.GuardSettings;
import dev.orgpurge.purge.Pacing;
import dev.orgpurge.purge.PurgeSettings;
import dev.orgpurge.purge.Restraint;
import dev.orgpurge.purge.SynchronousCommit;
import dev.orgpurge.purge.Vacuum;
import dev.orgpurge.purge.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class SettingsReaderTest {

    private static final String WHOLE = """
            orgpurge:
              organization:
                table: organizations
                key: id
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                  - {rule: expired, when: "expires_at is not null", since: expires_at, grace: 14d, state: EXPIRED, zone: Europe/Vienna, force: true}
                  - {rule: erasure, on-request: true}
                deactivate: {when: "status = 'ACTIVE'", set: "status = 'DEACTIVATED', deactivated_at = now()"}
                reactivate: {set: "status = 'ACTIVE', deactivated_at = null"}
              constraints:
                dependents: [users, businesses]
                checks:
                  - {name: running-executions, table: flow_executions, when: "status in ('PENDING','RUNNING')"}
              tables:
                - {table: audit_events, owned-by: org_id}
                - {table: comments, owned-by: owner_id, when: "owner_type = 'Organization'"}
                - {table: invoices, treatment: retain, ground: "tax law, ten years", detach: [invoices_org_id_fkey]}
                - {table: countries, treatment: Unrelated}
              edges:
                - {table: flows, edge: flows_created_by_fkey, treatment: set-null}
                - {table: flows, edge: "approved_by -> users", treatment: refuse}
              kill-switch: {file: /run/orgpurge/stop}
              guards: {max-organizations: 7, max-share: 12.5%}
              batch: {max-organizations: 10, max-rows: 5000000000, max-circle-rows: 70}
              pace: {target-chunk: 1s, workers: 8}
              evidence:
                signing-key: /run/secrets/key.pem
                require-signature: true
                head-file: /var/lib/orgpurge/head.json
                label: clear
                backups: {retention: 35d}
                wal-archive: {retention: 0d}
                other-stores: [{name: search index, retention: 1d}, {name: mail}]
                contact: privacy@example.org
                keep: 1095d
                purge-within: 30d
            """;

    private static Settings read(PropertySource<?>... sources) {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources all = environment.getPropertySources();
        List.copyOf(all.stream().toList()).forEach(source -> all.remove(source.getName()));
        List.of(sources).forEach(all::addLast);
        ConfigurationPropertySources.attach(environment);
        return SettingsReader.read(environment);
    }

    private static PropertySource<?> yaml(String text) {
        ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public String getFilename() {
                return "policy.yaml";
            }
        };
        try {
            return new YamlPropertySourceLoader().load("policy.yaml", resource).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PropertySource<?> commandLine(String key, String value) {
        return new MapPropertySource("commandLineArgs", Map.of(key, value));
    }

    private static PropertySource<?> variables(Map<String, Object> variables) {
        return new SystemEnvironmentPropertySource("systemEnvironment", variables);
    }

    private static String complaint(PropertySource<?>... sources) {
        try {
            return "accepted: " + read(sources);
        } catch (Problem problem) {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
            return problem.detail();
        }
    }

    @Test
    void what_is_said_about_evidence_reaches_the_ledger() {
        assertThat(read(yaml(WHOLE)).evidence())
                .isEqualTo(new EvidenceSettings(
                        new KeySource(Path.of("/run/secrets/key.pem"), null),
                        true,
                        Path.of("/var/lib/orgpurge/head.json"),
                        true,
                        new Horizons(
                                Duration.ofDays(35),
                                Duration.ZERO,
                                List.of(
                                        new Horizons.Store("search index", Duration.ofDays(1)),
                                        new Horizons.Store("mail", null)),
                                "privacy@example.org",
                                Duration.ofDays(1095),
                                Duration.ofDays(30))));
        assertThat(read(yaml("orgpurge: {organization: {table: t}}")).evidence())
                .isEqualTo(EvidenceSettings.NONE);
        assertThat(read(commandLine("orgpurge.evidence.signing-key", "-----BEGIN PRIVATE KEY-----\nMC4"))
                        .evidence()
                        .toString())
                .doesNotContain("MC4");
    }

    @Test
    void the_whole_grammar_reaches_the_rooms() {
        Settings settings = read(yaml(WHOLE));
        assertThat(settings.root())
                .isEqualTo(new RootSettings(
                        "organizations",
                        "id",
                        "name",
                        List.of(
                                new DueRule(
                                        "deactivated",
                                        "status = 'DEACTIVATED'",
                                        "deactivated_at",
                                        Duration.ofDays(30),
                                        State.DEACTIVATED,
                                        false,
                                        false,
                                        null),
                                new DueRule(
                                        "expired",
                                        "expires_at is not null",
                                        "expires_at",
                                        Duration.ofDays(14),
                                        State.EXPIRED,
                                        false,
                                        true,
                                        ZoneId.of("Europe/Vienna")),
                                new DueRule("erasure", null, null, Duration.ZERO, null, true, false, null)),
                        new RootSettings.StateChange(
                                "status = 'ACTIVE'", "status = 'DEACTIVATED', deactivated_at = now()"),
                        new RootSettings.StateChange(null, "status = 'ACTIVE', deactivated_at = null")));
        assertThat(settings.constraints())
                .isEqualTo(new ConstraintSettings(
                        List.of("users", "businesses"),
                        List.of(new ConstraintSettings.Check(
                                "running-executions", "flow_executions", "status in ('PENDING','RUNNING')"))));
        assertThat(settings.policy())
                .isEqualTo(new Policy(
                        List.of(
                                new Policy.TablePolicy("audit_events", "org_id", null, null, null, null, List.of()),
                                new Policy.TablePolicy(
                                        "comments",
                                        "owner_id",
                                        null,
                                        "owner_type = 'Organization'",
                                        null,
                                        null,
                                        List.of()),
                                new Policy.TablePolicy(
                                        "invoices",
                                        null,
                                        null,
                                        null,
                                        Treatment.RETAIN,
                                        "tax law, ten years",
                                        List.of("invoices_org_id_fkey")),
                                new Policy.TablePolicy(
                                        "countries", null, null, null, Treatment.UNRELATED, null, List.of())),
                        List.of(
                                new Policy.EdgePolicy("flows", "flows_created_by_fkey", Treatment.SET_NULL),
                                new Policy.EdgePolicy("flows", "approved_by -> users", Treatment.REFUSE))));
        assertThat(settings.killSwitch().file()).isEqualTo(Path.of("/run/orgpurge/stop"));
        assertThat(settings.purge())
                .isEqualTo(new PurgeSettings(
                        new GuardSettings(7, 0.125, null, 10, false),
                        10,
                        5_000_000_000L,
                        70,
                        Pacing.usual(Duration.ofSeconds(1), 8),
                        PurgeSettings.PATIENCE,
                        Restraint.NONE));
    }

    @Test
    void nothing_configured_means_the_defaults_and_a_sentence_for_whoever_needs_the_table() {
        Settings settings = read();
        assertThat(settings.killSwitch().file()).isNull();
        assertThat(settings.purge())
                .isEqualTo(new PurgeSettings(
                        new GuardSettings(100, 0.1, null, 10, false),
                        1000,
                        2_000_000,
                        100_000,
                        Pacing.usual(Duration.ofMillis(250), 2),
                        PurgeSettings.PATIENCE,
                        Restraint.NONE));
        assertThat(settings.policy()).isEqualTo(new Policy(List.of(), List.of()));
        assertThatThrownBy(settings::root)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("orgpurge.organization.table is not set");
    }

    @Test
    void everything_about_the_pace_is_read() {
        PurgeSettings purge = read(yaml("""
                        orgpurge:
                          pace: {rows-per-second: 5000, nice-ratio: 0.5, synchronous-commit: remote_write, lock-patience: 10m}
                          throttle:
                            interval: 2s
                            replica-lag: 1500ms
                            replicas: [standby1]
                            wal-backlog: 512MB
                            xmin-age: 1000000
                            blocked-sessions: 3
                            autovacuum: true
                            probe: select count(*) > 50 from jobs
                          window: {from: "22:00", to: "05:30", zone: Europe/Vienna}
                          budget: {duration: 2h, rows: 50000000}
                          afterwards: {vacuum: vacuum-analyze}
                        """)).purge();

        assertThat(purge.pacing())
                .isEqualTo(new Pacing(
                        Duration.ofMillis(250),
                        2,
                        5000L,
                        new BigDecimal("0.5"),
                        Duration.ofMillis(1500),
                        512L << 20,
                        1_000_000L,
                        3,
                        true));
        assertThat(purge.restraint())
                .isEqualTo(new Restraint(
                        SynchronousCommit.REMOTE_WRITE,
                        Duration.ofSeconds(2),
                        List.of("standby1"),
                        new SqlSnippet("orgpurge.throttle.probe", "select count(*) > 50 from jobs"),
                        new Window(LocalTime.of(22, 0), LocalTime.of(5, 30), ZoneId.of("Europe/Vienna")),
                        new Budget(Duration.ofHours(2), 50_000_000L),
                        Vacuum.VACUUM_ANALYZE,
                        Duration.ofMinutes(10)));
    }

    /** YAML reads on and off as true and false, and 22:00 as a number. */
    @Test
    void what_yaml_makes_of_words_is_understood_or_told() {
        PurgeSettings purge = read(yaml("orgpurge: {pace: {synchronous-commit: on}, throttle: {replica-lag: off,"
                        + " wal-backlog: no, blocked-sessions: off, autovacuum: on}}"))
                .purge();
        assertThat(purge.restraint().synchronousCommit()).isEqualTo(SynchronousCommit.ON);
        assertThat(purge.pacing())
                .isEqualTo(Pacing.unbound(Duration.ofMillis(250), 2).withAutovacuum(true));
        assertThat(complaint(yaml("orgpurge: {window: {from: 22:00, to: 05:00, zone: UTC}}")))
                .contains("window.from", "in quotes");
    }

    @Test
    void a_section_with_nothing_in_it_is_as_good_as_none() {
        assertThat(read(yaml("orgpurge:\n  pace:\n  organization:\n  tables:\n  constraints: {dependents: []}\n"))
                        .purge()
                        .workers())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pace.workers                    | 0          | 1 to 64",
                "pace.workers                    | 65         | 1 to 64",
                "pace.workers                    | two        | whole number",
                "pace.workers                    | 2.0        | whole number",
                "pace.target-chunk               | 250        | with a unit",
                "pace.target-chunk               | 9ms        | 10ms to 10s",
                "pace.target-chunk               | 11s        | 10ms to 10s",
                "pace.target-chunk               | fast       | with a unit",
                "pace.rows-per-second            | 0          | 1 to 1000000000, or off",
                "pace.nice-ratio                 | 101        | 0 to 100",
                "pace.nice-ratio                 | -1         | 0 to 100",
                "pace.synchronous-commit         | maybe      | remote-apply",
                "throttle.interval               | 10ms       | 100ms to 60s",
                "throttle.replica-lag            | 10         | a duration from 100ms to 1d, or off",
                "throttle.replicas[0]            | ' '        | application_name",
                "throttle.wal-backlog            | 10         | a size with a unit",
                "throttle.xmin-age               | 1e6        | a whole number of transactions",
                "throttle.blocked-sessions       | 0          | 1 to 10000, or off",
                "throttle.autovacuum             | 1          | true or false",
                "window.from                     | 22:00      | window.to is missing",
                "window.from                     | ten        | a time of day in quotes",
                "window.zone                     | UTC        | window.from is missing",
                "budget.duration                 | 0s         | 1s to 7d",
                "budget.rows                     | 0          | whole number from 1",
                "afterwards.vacuum               | full       | analyze or none or vacuum",
                "guards.max-share                | 0%         | percentage",
                "guards.max-share                | 101%       | percentage",
                "guards.max-share                | 0.1        | such as 10%",
                "guards.max-share                | -5%        | percentage",
                "guards.max-rows                 | 0          | whole number from 1",
                "guards.max-rows                 | some       | whole number",
                "guards.max-jump                 | 0.5        | whole number from 1",
                "guards.require-plan             | maybe      | write true or false",
                "guards.max-organizations        | 0          | whole number from 1",
                "guards.max-organizations        | many       | whole number",
                "batch.max-organizations         | -1         | whole number from 1",
                "batch.max-rows                  | 1e6        | whole number from 1",
                "batch.max-circle-rows           | 0          | whole number from 1",
                "tables[0].partitions            | drop       | never drops or detaches a partition",
                "organization.deactivate.when    | x          | deactivate.set is missing",
                "organization.due[0].rule        | r          | due[0].when is missing",
                "organization.due[0].when        | x          | due[0].rule is missing",
                "constraints.checks[0].name      | c          | checks[0].table is missing",
                "constraints.checks[0].table     | t          | checks[0].when",
                "tables[0].owned-by              | org_id     | tables[0].table is missing",
                "tables[0].treatment             | destroy    | delete or retain or unrelated",
                "tables[0].treatment             | retain     | tables[0].ground is missing",
                "tables[0].ground                | tax        | only makes sense with treatment: retain",
                "tables[0].when                  | x          | only makes sense with owned-by",
                "edges[0].table                  | t          | edges[0].edge is missing",
                "edges[0].edge                   | e          | edges[0].treatment is missing",
                "edges[0].treatment              | cascade    | delete or refuse or set-null",
                "edges[0].treatment              | retain     | delete or refuse or set-null",
                "evidence.require-signature      | perhaps    | true or false",
                "evidence.label                  | plain      | clear or digest",
                "evidence.backups.retention      | 35         | with a unit",
                "evidence.keep                   | 100y       | with a unit",
                "evidence.other-stores[0].retention | 1d      | other-stores[0].name is missing",
            })
    void a_wrong_value_is_told_with_its_key_and_what_to_write(String key, String value, String hint) {
        assertThat(complaint(commandLine("orgpurge." + key, value)))
                .contains("orgpurge.")
                .contains(hint)
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grace: 30                                  | with a unit",
                "grace: 30 days                             | with a unit",
                "grace: -3d                                 | with a unit",
                "state: gone                                | active or deactivated or expired",
                "on-request: maybe                          | true or false",
                "force: 1                                   | true or false",
                "zone: Middle/Earth                         | time zone",
            })
    void a_wrong_value_in_a_rule_names_file_and_line(String line, String hint) {
        assertThat(complaint(yaml(
                        "orgpurge:\n  organization:\n    due:\n      - rule: r\n        when: x\n        since: y\n        "
                                + line + "\n")))
                .startsWith("orgpurge.organization.due[0]." + line.substring(0, line.indexOf(':'))
                        + " (policy.yaml, line 7)")
                .contains(hint)
                .hasLineCount(1);
    }

    @Test
    void grace_and_zone_without_since_would_mean_nothing_and_are_refused() {
        assertThat(complaint(yaml("orgpurge: {organization: {due: [{rule: r, when: x, grace: 3d, zone: UTC}]}}")))
                .contains("due[0].grace")
                .contains("due[0].zone")
                .contains("needs since");
    }

    @Test
    void names_that_the_ledger_tells_apart_are_unique() {
        assertThat(complaint(yaml("orgpurge: {organization: {due: [{rule: r, when: x}, {rule: r, when: y}]}}")))
                .contains("due[1].rule")
                .contains("used twice");
        assertThat(
                        complaint(
                                yaml(
                                        "orgpurge: {constraints: {checks: [{name: c, table: t, when: x}, {name: c, table: u, when: x}]}}")))
                .contains("checks[1].name");
    }

    @Test
    void all_mistakes_are_told_at_once_one_a_line() {
        assertThat(complaint(yaml("orgpurge: {pace: {workers: 0, target-chunk: 1}, guards: {max-share: 5}}")))
                .hasLineCount(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orgpurge.pace.worker                   | orgpurge.pace.workers",
                "orgpurge.guards.max-organisations      | orgpurge.guards.max-organizations",
                "orgpurge.guard.max-share               | orgpurge.guards.max-share",
                "orgpurge.organization.due[0].sinse     | orgpurge.organization.due[0].since",
                "orgpurge.organization.due.rule         | orgpurge.organization.due[0].rule",
                "orgpurge.organization[0].table         | orgpurge.organization.table",
                "orgpurge.organisation.table            | orgpurge.organization.table",
                "orgpurge.tables[0].table.name          | orgpurge.tables[0].table",
                "org-purge.pace.worker                  | orgpurge.pace.workers",
                "orgpurge.constraints.dependents.users  | orgpurge.constraints.dependents",
                "orgpurge.nonsense                      | the README",
            })
    void an_unknown_key_is_an_error_with_a_suggestion(String key, String suggestion) {
        assertThat(complaint(commandLine(key, "1")))
                .startsWith("unknown configuration key " + key + " (command line)")
                .contains(suggestion)
                .hasLineCount(1);
        assertThat(complaint(new MapPropertySource("systemProperties", Map.of(key, "1"))))
                .contains("-D system property");
    }

    @Test
    void a_value_where_a_section_or_a_list_belongs_is_told() {
        assertThat(complaint(commandLine("orgpurge.pace", "fast"))).contains("a section");
        assertThat(complaint(commandLine("orgpurge.tables", "users"))).contains("a list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORGPURGE_PACE_WORKER",
                "ORGPURGE_GUARDS_MAX_SHARES",
                "ORGPURGE_TABLES_TABLE",
                "orgpurge_pace_worker",
                "ORGPURGE_X"
            })
    void an_unknown_environment_variable_is_an_error(String variable) {
        assertThat(complaint(variables(Map.of(variable, "1"))))
                .startsWith("unknown configuration key " + variable + " (environment variable");
    }

    @Test
    void environment_variables_bind_in_both_spellings_and_kubernetes_service_links_are_let_alone() {
        Settings settings = read(variables(Map.of(
                "ORGPURGE_PACE_WORKERS", "5",
                "ORGPURGE_PACE_TARGETCHUNK", "1s",
                "ORGPURGE_GUARDS_MAX_SHARE", "20%",
                "ORGPURGE_TABLES_0_TABLE", "events",
                "ORGPURGE_TABLES_0_OWNEDBY", "org_id",
                "ORGPURGE_CONSTRAINTS_DEPENDENTS", "users,businesses",
                "ORGPURGE_SERVICE_HOST", "10.0.0.1",
                "ORGPURGE_SERVICE_PORT_HTTP", "80",
                "ORGPURGE_PORT", "tcp://10.0.0.1:80",
                "ORGPURGE_PORT_80_TCP_ADDR", "10.0.0.1")));
        assertThat(settings.purge().workers()).isEqualTo(5);
        assertThat(settings.purge().targetChunk()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.purge().guards().maxShare()).isEqualTo(0.2);
        assertThat(settings.policy().tables().get(0).ownedBy()).isEqualTo("org_id");
        assertThat(settings.constraints().dependents()).containsExactly("users", "businesses");
    }

    @Test
    void whatever_spelling_of_a_variable_passes_as_known_also_reaches_its_setting() {
        Settings settings =
                read(variables(Map.of("ORGPURGE_TABLES_0_TABLE", "t", "ORGPURGE_TABLES_0_OWNED_BY", "org_id")));
        assertThat(settings.policy().tables().get(0).ownedBy()).isEqualTo("org_id");
    }

    @Test
    void a_list_with_gaps_is_a_mistake() {
        assertThat(Failures.atStart()
                        .translate(failure(() -> read(new MapPropertySource(
                                "commandLineArgs",
                                Map.of("orgpurge.tables[0].table", "a", "orgpurge.tables[2].table", "b")))))
                        .detail())
                .contains("orgpurge.tables")
                .contains("gaps");
    }

    private static Throwable failure(Runnable action) {
        return org.assertj.core.api.Assertions.catchThrowable(action::run);
    }
}
