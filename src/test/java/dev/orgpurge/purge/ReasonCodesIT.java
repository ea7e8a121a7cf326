package dev.orgpurge.purge;

import static dev.orgpurge.organization.OrganizationFixture.vetoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Veto;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.Treatment;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reason code there is: something provokes it in a run of the engine, and something lifts it again. What merely leaves an
 * organization to another night is provoked by {@link NightsIT}.
 */
class ReasonCodesIT {

    private static final String SUBJECT = "4";

    /** Provoked by a row in a table of ours, which is there once anything has run. */
    private static final Set<ReasonCode> NEEDS_OUR_SCHEMA = Set.of(ReasonCode.ALREADY_PURGING, ReasonCode.LEGAL_HOLD);

    private static final String RINGS = """
            create table rings (id bigint primary key, org_id bigint not null references organizations,
              next bigint not null references rings deferrable initially deferred);
            create index on rings (org_id);
            create index on rings (next);
            insert into rings values (1, 4, 2), (2, 4, 3), (3, 4, 1)
            """;

    private final TestDatabase town = Town.founded();
    private final Map<ReasonCode, Provocation> provocations = new EnumMap<>(ReasonCode.class);

    /**
     * How a code comes about and goes away.
     *
     * @param provoke SQL that makes the cause
     * @param lift SQL that takes it away; null: {@code lifted} does
     * @param setup the configuration under which both runs take place
     * @param lifted what the operator lifts in the second run
     */
    private record Provocation(String provoke, @Nullable String lift, Engine.Setup setup, Lifted lifted) {

        static Provocation of(String provoke, String lift) {
            return new Provocation(provoke, lift, Town.setup(), Lifted.NOTHING);
        }
    }

    ReasonCodesIT() {
        String noDate = "update organizations set deactivated_at = null where id = 4";
        String longAgo = "update organizations set deactivated_at = now() - interval '90 days' where id = 4";
        String fresh = "update organizations set deactivated_at = now() - interval '1 day' where id = 4";
        provocations.put(
                ReasonCode.NOT_DUE,
                Provocation.of(
                        "update organizations set status = 'ACTIVE' where id = 4",
                        "update organizations set status = 'DEACTIVATED' where id = 4"));
        provocations.put(ReasonCode.GRACE_PERIOD, new Provocation(fresh, null, Town.setup(), new Lifted(false, true)));
        provocations.put(ReasonCode.DUE_DATE_UNKNOWN, Provocation.of(noDate, longAgo));
        provocations.put(
                ReasonCode.PROTECTED,
                new Provocation(
                        "update organizations set name = 'Internal' where id = 4",
                        "update organizations set name = 'Org 4' where id = 4",
                        Engine.Setup.of(
                                vetoing(Town.root(), new Veto("internal", "name = 'Internal'", null, List.of(), null))),
                        Lifted.NOTHING));
        provocations.put(
                ReasonCode.STILL_HAS_DEPENDENTS,
                new Provocation(
                        "",
                        null,
                        Town.setup().with(new ConstraintSettings(List.of("users"), List.of())),
                        new Lifted(true, false)));
        provocations.put(
                ReasonCode.RUNNING_WORK,
                new Provocation(
                        "update executions set status = 'RUNNING' where flow_id in (select id from flows where org_id = 4)",
                        "update executions set status = 'DONE'",
                        Town.setup()
                                .with(new ConstraintSettings(
                                        List.of(), List.of(new Check("running", "executions", "status = 'RUNNING'")))),
                        Lifted.NOTHING));
        String approver = "(select min(id) from users where org_id = ";
        provocations.put(
                ReasonCode.CROSS_ORGANIZATION_REFERENCE,
                Provocation.of(
                        "update flows set approved_by = " + approver + "4) where org_id = 1",
                        "update flows set approved_by = " + approver + "1) where org_id = 1"));
        provocations.put(
                ReasonCode.ALREADY_PURGING,
                Provocation.of(
                        "insert into orgpurge.purging (organization, run_id) select '4', run_id from orgpurge.run limit 1",
                        "delete from orgpurge.purging"));
        provocations.put(
                ReasonCode.DATABASE_ERROR,
                Provocation.of(
                        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;"
                                + "create trigger refuse before delete on users for each row when (old.org_id = 4)"
                                + " execute function refuse()",
                        "drop trigger refuse on users"));
        provocations.put(
                ReasonCode.ROWS_REMAIN,
                new Provocation(
                        "create function keep() returns trigger language plpgsql as $$ begin return null; end $$;"
                                + "create trigger keep before delete on settings for each row when (old.org_id = 4)"
                                + " execute function keep()",
                        "create or replace function keep() returns trigger language plpgsql as $$ begin return old; end $$",
                        Town.setup().with(new Policy(List.of(accepting("settings", "keep")), List.of())),
                        Lifted.NOTHING));
        provocations.put(
                ReasonCode.ROWS_VANISHED,
                new Provocation(
                        "",
                        "insert into organizations values (4, 'Org 4', 'DEACTIVATED', now() - interval '90 days')"
                                + " on conflict do nothing",
                        Town.setup().with(new Vandal(town)),
                        Lifted.NOTHING));
        provocations.put(ReasonCode.RETAINED_ROWS, Provocation.of("", ""));
        provocations.put(
                ReasonCode.LEGAL_HOLD,
                Provocation.of(
                        "insert into orgpurge.legal_hold (organization, matter, reason, placed_by) values ('4', 'm', 'r', 'p')",
                        "insert into orgpurge.legal_hold_release (hold_id, reason, released_by)"
                                + " select hold_id, 'r', 'p' from orgpurge.legal_hold"));
        provocations.put(
                ReasonCode.COMPONENT_TOO_LARGE,
                new Provocation(
                        RINGS,
                        "update rings set next = id",
                        Town.setup()
                                .with(new PurgeSettings(
                                        Engine.guards(1_000), 1_000, 2_000_000, 2, Duration.ofMillis(250), 2)),
                        Lifted.NOTHING));
        provocations.put(
                ReasonCode.REACTIVATED_DURING_PURGE,
                new Provocation(
                        "",
                        "update organizations set status = 'DEACTIVATED' where id = 4",
                        Town.setup().with(new Owner(town)),
                        Lifted.NOTHING));
    }

    /** Takes the deactivation back when the purge has begun, the first time. */
    private record Owner(TestDatabase town) implements PurgeListener {

        @Override
        public void rowsExpected(UUID runId, long rows, int organizations) {
            town.script("update organizations set status = 'ACTIVE' where id = 4"
                    + " and (select count(*) from orgpurge.run where mode = 'EXECUTE') = 1");
        }
    }

    /** Deletes rows behind the purge's back, the first time. */
    private static final class Vandal implements PurgeListener {

        private final TestDatabase town;

        Vandal(TestDatabase town) {
            this.town = town;
        }

        @Override
        public void rowsExpected(UUID runId, long rows, int organizations) {
            town.script("""
                    delete from outputs using executions e, flows f
                     where execution_id = e.id and e.flow_id = f.id and f.org_id = 4
                       and (select count(*) from orgpurge.run where mode = 'EXECUTE') = 1;
                    delete from executions using flows f
                     where flow_id = f.id and f.org_id = 4
                       and (select count(*) from orgpurge.run where mode = 'EXECUTE') = 1
                    """);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ReasonCode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BUDGET_SPENT", "GIANT_WAITS", "STOPPED"})
    void every_code_is_provoked_and_lifted(ReasonCode code) {
        assertThat(provocations).as("a code that nothing provokes is no code").containsKey(code);
        if (code == ReasonCode.RETAINED_ROWS) {
            retainedRows();
            return;
        }
        Provocation provocation = Objects.requireNonNull(provocations.get(code));
        try (Engine engine = Engine.on(town, provocation.setup())) {
            if (NEEDS_OUR_SCHEMA.contains(code)) {
                engine.purge("1", Mode.REHEARSAL, Lifted.NOTHING);
            }
            town.script(provocation.provoke());

            PurgeOutcome before = engine.purge(SUBJECT, Mode.EXECUTE, Lifted.NOTHING);
            assertThat(codes(engine, before)).contains(code);
            assertThat(engine.outcome(before, SUBJECT).status()).isNotEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.reports().certificate(new OrganizationId(SUBJECT), null))
                    .isEmpty();

            town.script(provocation.lift() == null ? "" : provocation.lift());
            PurgeOutcome after = engine.purge(SUBJECT, Mode.EXECUTE, provocation.lifted());
            assertThat(codes(engine, after)).isEmpty();
            assertThat(engine.outcome(after, SUBJECT).status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(Town.count(town, "organizations where id = 4")).isZero();
        }
    }

    private static List<ReasonCode> codes(Engine engine, PurgeOutcome run) {
        return engine.outcome(run, SUBJECT).reasons().stream().map(Reason::code).toList();
    }

    /** A plan with this in it is refused as a whole, so no run tells the code: the verdicts of candidates do. */
    private void retainedRows() {
        town.script("create table invoices (id bigint primary key, org_id bigint references organizations);"
                + "insert into invoices values (1, 4), (2, 4), (3, 6), (4, null)");
        TablePolicy blocking = retained(List.of());
        assertThat(verdict(blocking)).containsExactly("RETAINED_ROWS public.invoices invoices_org_id_fkey");
        assertThat(verdict(retained(List.of("invoices_org_id_fkey")))).isEmpty();
        town.script("delete from invoices where org_id = 4");
        assertThat(verdict(blocking)).isEmpty();
    }

    private static TablePolicy accepting(String table, String trigger) {
        return new TablePolicy(table, null, null, null, null, null, List.of(), List.of(trigger), false);
    }

    private static TablePolicy retained(List<String> detach) {
        return new TablePolicy("invoices", null, null, null, Treatment.RETAIN, "tax law", detach);
    }

    private List<String> verdict(TablePolicy line) {
        try (Engine engine = Engine.on(town, Town.setup().with(new Policy(List.of(line), List.of())))) {
            Preflight.Ready ready = engine.bean(Preflight.class).look();
            return ready
                    .organizations()
                    .find(new OrganizationId(SUBJECT), ready.organizations().now())
                    .stream()
                    .flatMap(found -> reasons(ready, found))
                    .toList();
        }
    }

    private static Stream<String> reasons(Preflight.Ready ready, dev.orgpurge.organization.Organization found) {
        return ready.constraints().validate(List.of(found), Lifted.NOTHING).values().stream()
                .flatMap(verdict -> verdict.reasons().stream())
                .map(reason -> reason.code() + " " + reason.table() + " " + reason.constraint());
    }
}
