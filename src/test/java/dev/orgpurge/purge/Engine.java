package dev.orgpurge.purge;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.report.Reports;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;

/** The engine on a test database: every room below the shell, with settings made by the test. */
final class Engine implements AutoCloseable {

    static final PurgeSettings SETTINGS =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 2);

    static GuardSettings guards(int maxOrganizations) {
        return new GuardSettings(maxOrganizations, 1.0, null, 10, false);
    }

    private final ConfigurableApplicationContext context;

    private Engine(ConfigurableApplicationContext context) {
        this.context = context;
    }

    // no @Configuration: the program's own component scan must not find it on the test class path
    @EnableAutoConfiguration
    @ComponentScan({
        "dev.orgpurge.catalogue",
        "dev.orgpurge.organization",
        "dev.orgpurge.constraint",
        "dev.orgpurge.ledger",
        "dev.orgpurge.purge",
        "dev.orgpurge.report"
    })
    static class Rooms {}

    /** What a test may set; the rest is the field's common case. */
    record Setup(
            RootSettings root,
            ConstraintSettings constraints,
            Policy policy,
            PurgeSettings settings,
            List<PurgeListener> listeners,
            KillSwitch killSwitch,
            EvidenceSettings evidence,
            @Nullable RunClock clock) {

        static Setup of(RootSettings root) {
            return new Setup(
                    root,
                    new ConstraintSettings(List.of(), List.of()),
                    new Policy(List.of(), List.of()),
                    SETTINGS,
                    List.of(),
                    new KillSwitch(null),
                    EvidenceSettings.NONE,
                    null);
        }

        Setup with(Policy newPolicy) {
            return new Setup(root, constraints, newPolicy, settings, listeners, killSwitch, evidence, clock);
        }

        Setup with(PurgeSettings newSettings) {
            return new Setup(root, constraints, policy, newSettings, listeners, killSwitch, evidence, clock);
        }

        Setup with(ConstraintSettings newConstraints) {
            return new Setup(root, newConstraints, policy, settings, listeners, killSwitch, evidence, clock);
        }

        Setup with(KillSwitch newKillSwitch) {
            return new Setup(root, constraints, policy, settings, listeners, newKillSwitch, evidence, clock);
        }

        Setup with(EvidenceSettings newEvidence) {
            return new Setup(root, constraints, policy, settings, listeners, killSwitch, newEvidence, clock);
        }

        Setup with(RunClock newClock) {
            return new Setup(root, constraints, policy, settings, listeners, killSwitch, evidence, newClock);
        }

        Setup with(PurgeListener... newListeners) {
            return new Setup(root, constraints, policy, settings, List.of(newListeners), killSwitch, evidence, clock);
        }
    }

    static Engine on(TestDatabase database, Setup setup) {
        return on(database, setup, Duration.ofSeconds(10), null);
    }

    /** One on which others wait for their turn. */
    static Engine on(TestDatabase database, Setup setup, Interlude others) {
        return on(database, setup, Duration.ofSeconds(10), others);
    }

    /** One whose pool gives a server up that does not answer at once. */
    static Engine impatient(TestDatabase database, Setup setup) {
        return on(database, setup, Duration.ofSeconds(1), null);
    }

    private static Engine on(
            TestDatabase database, Setup setup, Duration connectionTimeout, @Nullable Interlude others) {
        database.productComes();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Rooms.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.datasource.url", database.url(),
                        "spring.datasource.username", database.user(),
                        "spring.datasource.password", database.password(),
                        "spring.datasource.hikari.connection-init-sql", SessionSettings.SQL,
                        "spring.datasource.hikari.transaction-isolation", "TRANSACTION_READ_COMMITTED"))
                .initializers(application -> beans((GenericApplicationContext) application, setup, others))
                // the program's own configuration has this one, and goes before properties
                .run("--spring.datasource.hikari.connection-timeout=" + connectionTimeout.toMillis());
        return new Engine(context);
    }

    private static void beans(GenericApplicationContext context, Setup setup, @Nullable Interlude others) {
        if (others != null) {
            context.registerBean(Interlude.class, () -> others);
        }
        context.registerBean(RootSettings.class, setup::root);
        context.registerBean(ConstraintSettings.class, setup::constraints);
        context.registerBean(Policy.class, setup::policy);
        context.registerBean(PurgeSettings.class, setup::settings);
        context.registerBean(KillSwitch.class, setup::killSwitch);
        RunClock clock = setup.clock();
        if (clock != null) {
            context.registerBean(
                    "clockOfTheTest", RunClock.class, () -> clock, definition -> definition.setPrimary(true));
        }
        context.registerBean(EvidenceSettings.class, setup::evidence);
        int number = 0;
        for (PurgeListener listener : setup.listeners()) {
            context.registerBean("listener" + ++number, PurgeListener.class, () -> listener);
        }
    }

    PurgeRuns runs() {
        return context.getBean(PurgeRuns.class);
    }

    Ledger ledger() {
        return context.getBean(Ledger.class);
    }

    Reports reports() {
        return context.getBean(Reports.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    PurgeOutcome execute() {
        return runs().run(PurgeRequest.due(Mode.EXECUTE, null, null));
    }

    PurgeOutcome rehearse() {
        return runs().run(PurgeRequest.due(Mode.REHEARSAL, null, null));
    }

    PurgeOutcome purge(String organization, Mode mode, Lifted lifted) {
        return runs().run(new PurgeRequest(
                mode,
                organization,
                lifted,
                null,
                null,
                null,
                null,
                asked -> Optional.of(asked.id().value())));
    }

    /** What became of every organization of a run, by id. */
    Map<String, OrganizationOutcome> outcomes(UUID run) {
        Map<String, OrganizationOutcome> outcomes = new LinkedHashMap<>();
        runs().organizations(run, outcome -> outcomes.put(outcome.id().value(), outcome));
        return outcomes;
    }

    OrganizationOutcome outcome(PurgeOutcome run, String organization) {
        return Objects.requireNonNull(outcomes(run.run().runId()).get(organization), organization);
    }

    @Override
    public void close() {
        context.close();
    }
}
