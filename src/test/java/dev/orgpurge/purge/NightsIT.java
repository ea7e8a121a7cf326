package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nights with an end: a window, a budget, and organizations too large for one of them. */
@Timeout(300)
class NightsIT {

    private static final Instant LATE = Instant.parse("2026-11-29T23:00:00Z");
    private static final Window WINDOW = new Window(LocalTime.of(22, 0), LocalTime.of(5, 0), ZoneOffset.UTC);

    private final TestDatabase town = Town.founded();
    private final HandClock clock = new HandClock(LATE);

    private Engine engine(int organizations, long rows, Restraint restraint, PurgeListener... listeners) {
        PurgeSettings settings = new PurgeSettings(
                        Engine.guards(1_000), organizations, rows, 100_000, Duration.ofMillis(250), 1)
                .with(restraint);
        return Engine.on(town, Town.setup().with(settings).with(clock).with(listeners));
    }

    private static Restraint budget(long rows) {
        return Restraint.NONE.budget(new Budget(null, rows));
    }

    private static Map<String, OrganizationStatus> statuses(Engine engine, UUID run) {
        Map<String, OrganizationStatus> statuses = new TreeMap<>();
        engine.outcomes(run).forEach((id, outcome) -> statuses.put(id, outcome.status()));
        return statuses;
    }

    private static String code(PurgeOutcome outcome) {
        return outcome.errors().stream().map(Problem::code).collect(Collectors.joining());
    }

    /** Due longest first: 10, 8, 6, 4, 2. */
    private void theHigherTheOlder() {
        town.script(
                "update organizations set deactivated_at = deactivated_at - id * interval '1 day' where id % 2 = 0");
    }

    @Test
    void a_night_stops_when_its_window_closes_and_the_next_one_finishes_what_was_begun() {
        PurgeListener sevenHoursPass = new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                clock.advance(Duration.ofHours(7));
            }
        };
        theHigherTheOlder();
        UUID first;
        try (Engine engine = engine(1, 1_000, Restraint.NONE.window(WINDOW), sevenHoursPass)) {
            PurgeOutcome stopped = engine.execute();
            first = stopped.run().runId();

            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(stopped.run().status()).isEqualTo(RunStatus.STOPPED);
            assertThat(code(stopped)).isEqualTo("OUTSIDE_WINDOW");
            assertThat(statuses(engine, first))
                    .containsEntry("10", OrganizationStatus.PENDING)
                    .containsEntry("8", OrganizationStatus.DEFERRED)
                    .containsEntry("2", OrganizationStatus.DEFERRED);
            assertThat(Objects.requireNonNull(engine.outcomes(first).get("8")).reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason.code()).isEqualTo(ReasonCode.BUDGET_SPENT));
        }
        long runs = Town.count(town, "orgpurge.run");
        try (Engine engine = engine(1, 1_000, Restraint.NONE.window(WINDOW))) {
            assertThatThrownBy(engine::execute).isInstanceOfSatisfying(Problem.class, problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.STOPPED);
                assertThat(problem.detail()).contains("opens at 2026-11-30T22:00:00Z");
            });
            assertThatThrownBy(() -> engine.runs().restart(first)).isInstanceOf(Problem.class);
            assertThat(Town.count(town, "orgpurge.run")).isEqualTo(runs);
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.purge("2", Mode.EXECUTE, Lifted.NOTHING).run().status())
                    .as("who names an organization is not bound to the window")
                    .isEqualTo(RunStatus.COMPLETE);

            clock.advance(Duration.ofHours(17));
            PurgeOutcome next = engine.execute();
            assertThat(next.exit()).isEqualTo(ExitCode.DONE);
            assertThat(next.resumed())
                    .singleElement()
                    .satisfies(run -> assertThat(run.runId()).isEqualTo(first));
            assertThat(statuses(engine, next.run().runId()))
                    .containsOnlyKeys("4", "6", "8")
                    .containsValue(OrganizationStatus.PURGED);
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
    }

    @Test
    void a_budget_lets_every_night_go_on_where_the_last_one_stopped_oldest_first() {
        theHigherTheOlder();
        List<List<String>> nights = new ArrayList<>();
        try (Engine engine = engine(1, 1_000, budget(2 * Town.ROWS))) {
            PurgeOutcome night = engine.execute();
            while (night.exit() == ExitCode.STOPPED && nights.size() < 5) {
                assertThat(code(night)).isEqualTo("BUDGET_SPENT");
                nights.add(gone());
                night = engine.execute();
            }
            assertThat(night.exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
        nights.add(gone());
        assertThat(nights)
                .containsExactly(List.of("10", "8"), List.of("10", "8", "6", "4"), List.of("10", "8", "6", "4", "2"));
    }

    private List<String> gone() {
        return town.jdbc()
                .sql("select organization from orgpurge.run_organization where status = 'purged'"
                        + " order by due_since, organization::integer desc")
                .query(String.class)
                .list();
    }

    @Test
    void others_have_their_turn_once_a_batch_and_the_night_neither_fails_with_them_nor_repeats_what_they_did() {
        theHigherTheOlder();
        UUID first;
        UUID named;
        AtomicReference<PurgeRuns> runs = new AtomicReference<>();
        PurgeListener stopAtOnce = new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                Objects.requireNonNull(runs.get()).stopIfAtWork();
            }
        };
        try (Engine engine = engine(1, 1_000, Restraint.NONE, stopAtOnce)) {
            runs.set(engine.runs());
            first = engine.execute().run().runId();
            named = engine.runs().run(request("2")).run().runId();
            assertThat(engine.runs().runs(2)).extracting(RunSummary::status).containsOnly(RunStatus.STOPPED);
        }
        List<String> turns = new ArrayList<>();
        Interlude others = new Interlude() {
            @Override
            public boolean waiting() {
                return turns.size() < 20;
            }

            @Override
            public void carryOut(Turn turn) {
                turns.add(turn.night() + " after " + gone());
                if (turns.size() == 1) {
                    assertThat(turn.run(request("2")).run().runId()).isEqualTo(named);
                    assertThat(turn.run(request("3")).run().status()).isEqualTo(RunStatus.REFUSED);
                }
                throw new IllegalStateException("no matter of the night");
            }
        };
        PurgeSettings one = new PurgeSettings(Engine.guards(1_000), 1, 1_000, 100_000, Duration.ofMillis(250), 1);
        try (Engine engine = Engine.on(town, Town.setup().with(one).with(clock), others)) {
            PurgeOutcome night = engine.execute();

            assertThat(night.exit()).isEqualTo(ExitCode.DONE);
            assertThat(night.resumed())
                    .as("the named one had its turn before its own came")
                    .extracting(RunSummary::runId)
                    .containsExactly(first);
            assertThat(night.run().status()).isEqualTo(RunStatus.NOTHING_TO_DO);
            assertThat(engine.purge("1", Mode.EXECUTE, Lifted.NOTHING).exit())
                    .as("who is named lets nobody in, and is refused")
                    .isEqualTo(ExitCode.REFUSED);
            PurgeRequest two = PurgeRequest.named(Mode.EXECUTE, List.of("5", "7"), Lifted.NOTHING, "for-two");
            UUID several = engine.runs().run(two).run().runId();
            assertThat(Attempt.of(two).everyone()
                            || engine.bean(NightFigures.class).of(several).everyone())
                    .as("several at once are nobody's night")
                    .isFalse();
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
        assertThat(turns)
                .containsExactly(
                        first + " after [10]",
                        first + " after [10, 8, 2]",
                        first + " after [10, 8, 6, 2]",
                        first + " after [10, 8, 6, 4, 2]");
    }

    private static PurgeRequest request(String organization) {
        return PurgeRequest.named(Mode.EXECUTE, List.of(organization), Lifted.NOTHING, "for-" + organization);
    }

    @Test
    void a_budget_that_is_just_enough_is_no_stop() {
        try (Engine engine = engine(1_000, 2_000_000, budget(5 * Town.ROWS))) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void what_only_the_budget_kept_back_is_not_too_many_for_the_next_nights_guards() {
        theHigherTheOlder();
        PurgeSettings guarded = new PurgeSettings(Engine.guards(5), 1, 1_000, 100_000, Duration.ofMillis(250), 1)
                .with(budget(Town.ROWS));
        try (Engine engine = Engine.on(town, Town.setup().with(guarded).with(clock))) {
            assertThat(code(engine.execute())).isEqualTo("BUDGET_SPENT");
            town.script("update organizations set status = 'DEACTIVATED', deactivated_at = now() - interval '60 days'"
                    + " where id in (1, 3, 5, 7, 9)");
            PurgeOutcome next = engine.execute();
            assertThat(code(next))
                    .as("four of the nine were let pass yesterday")
                    .isEqualTo("BUDGET_SPENT");
            town.script("insert into organizations select n, 'Org ' || n, 'DEACTIVATED', now() - interval '60 days'"
                    + " from generate_series(11, 16) n");
            assertThat(code(engine.execute())).contains("TOO_MANY_CANDIDATES");
        }
    }

    /** Organization 2 has many rows, 4 to 10 have 900 more each; 2 is due longest. */
    private void oneGiant() {
        town.script("""
                update organizations set deactivated_at = deactivated_at - (20 - id) * interval '1 day' where id % 2 = 0;
                insert into executions (flow_id) select (select min(id) from flows where org_id = 2) from generate_series(1, 6000);
                insert into executions (flow_id)
                select f.id from generate_series(1, 900), (select min(id) as id from flows where org_id in (4, 6, 8, 10) group by org_id) f;
                analyze
                """);
    }

    @Test
    void a_giant_and_the_small_ones_share_every_night() {
        oneGiant();
        try (Engine engine = engine(1, 2_000, budget(4_000))) {
            PurgeOutcome first = engine.execute();
            UUID giant = first.run().runId();
            assertThat(code(first)).isEqualTo("BUDGET_SPENT");
            assertThat(statuses(engine, giant))
                    .as("two small ones took half of the night, then the giant began")
                    .isEqualTo(Map.of(
                            "2", OrganizationStatus.PENDING,
                            "4", OrganizationStatus.PURGED,
                            "6", OrganizationStatus.PURGED,
                            "8", OrganizationStatus.DEFERRED,
                            "10", OrganizationStatus.DEFERRED));
            long left = Town.count(town, "executions e join flows f on f.id = e.flow_id where f.org_id = 2");
            assertThat(left).isBetween(1L, 6_029L);

            PurgeOutcome second = engine.execute();
            assertThat(code(second)).contains("BUDGET_SPENT");
            assertThat(statuses(engine, second.run().runId()))
                    .as("yesterday's giant had half of the night, then these had their turn")
                    .containsEntry("8", OrganizationStatus.PURGED);
            assertThat(Town.count(town, "executions e join flows f on f.id = e.flow_id where f.org_id = 2"))
                    .isLessThan(left);

            int nights = 2;
            while (Town.count(town, "organizations") > 5 && nights < 6) {
                engine.execute();
                nights++;
            }
            assertThat(Town.count(town, "organizations")).isEqualTo(5);
            assertThat(statuses(engine, giant)).containsEntry("2", OrganizationStatus.PURGED);
        }
    }

    @Test
    void without_bounds_a_giant_has_its_turn_by_age() {
        oneGiant();
        List<String> order = new ArrayList<>();
        try (Engine engine = engine(1, 2_000, Restraint.NONE)) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
        }
        order.addAll(town.jdbc()
                .sql(
                        "select organization from orgpurge.run_organization where status = 'purged' order by opened_position")
                .query(String.class)
                .list());
        assertThat(order).containsExactly("2", "4", "6", "8", "10");
    }

    @Test
    void a_second_giant_waits_until_the_first_one_is_gone() {
        oneGiant();
        town.script("insert into executions (flow_id) select (select min(id) from flows where org_id = 4)"
                + " from generate_series(1, 6000)");
        try (Engine engine = engine(1, 2_000, budget(4_000))) {
            PurgeOutcome first = engine.execute();
            assertThat(statuses(engine, first.run().runId())).containsEntry("2", OrganizationStatus.PENDING);
            assertThat(town.jdbc()
                            .sql("select organization from orgpurge.purging")
                            .query(String.class)
                            .list())
                    .containsExactly("2");
            Map<ReasonCode, List<String>> waiting = new TreeMap<>();
            for (int night = 2; night <= 12 && Town.count(town, "organizations") > 5; night++) {
                PurgeOutcome outcome = engine.execute();
                engine.outcomes(outcome.run().runId())
                        .forEach((id, one) -> one.reasons()
                                .forEach(reason -> waiting.computeIfAbsent(reason.code(), c -> new ArrayList<>())
                                        .add(id)));
                assertThat(Town.count(town, "orgpurge.purging"))
                        .as("one giant at a time, and at most one other batch")
                        .isLessThanOrEqualTo(2);
            }
            assertThat(Town.count(town, "organizations")).isEqualTo(5);
            assertThat(waiting.get(ReasonCode.GIANT_WAITS)).containsOnly("4");
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
    }
}
