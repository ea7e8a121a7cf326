package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What refuses a night before its first delete: each guard with the number it saw, and approvals. */
class GuardsIT {

    private final TestDatabase town = Town.founded();

    private static Engine.Setup guarded(GuardSettings guards) {
        return Town.setup().with(new PurgeSettings(guards, 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1));
    }

    private static GuardSettings rows(@Nullable Long most) {
        return new GuardSettings(1_000, 1.0, most, 10, false);
    }

    private PurgeOutcome night(GuardSettings guards, Mode mode, @Nullable Integer cut) {
        try (Engine engine = Engine.on(town, guarded(guards))) {
            return engine.runs().run(PurgeRequest.due(mode, cut, null));
        }
    }

    private static Problem refusal(PurgeOutcome outcome) {
        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.REFUSED);
        return outcome.errors().get(0);
    }

    @Test
    void more_rows_than_allowed_refuse_the_night_and_exactly_as_many_do_not() {
        Problem problem = refusal(night(rows(5 * Town.ROWS - 1), Mode.EXECUTE, null));
        Problem rehearsed = refusal(night(rows(5 * Town.ROWS - 1), Mode.REHEARSAL, null));

        assertThat(problem.code()).isEqualTo("TOO_MANY_ROWS");
        assertThat(problem.detail()).contains("540 rows", "orgpurge.guards.max-rows = 539");
        assertThat(rehearsed.detail()).isEqualTo(problem.detail());
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        assertThat(night(rows(5 * Town.ROWS), Mode.EXECUTE, null).run().rows()).isEqualTo(5 * Town.ROWS);
    }

    @Test
    void the_cut_comes_before_the_rows_are_counted() {
        assertThat(night(rows(2 * Town.ROWS), Mode.EXECUTE, 2).exit()).isEqualTo(ExitCode.DONE);
        assertThat(Town.count(town, "organizations")).isEqualTo(8);
    }

    @Test
    void all_that_is_exceeded_is_told_at_once() {
        Problem problem = refusal(night(new GuardSettings(4, 0.2, 7L, 10, false), Mode.EXECUTE, null));

        assertThat(problem.code()).isEqualTo("TOO_MANY_CANDIDATES");
        assertThat(problem.detail())
                .contains("5 organizations are eligible", "max-organizations = 4")
                .contains("5 of 10", "max-share = 20.0% (2)")
                .contains("540 rows", "max-rows = 7");
    }

    private void grow(int organizations) {
        town.script("insert into organizations select n, 'Org ' || n, 'DEACTIVATED', now() - interval '90 days'"
                + " from generate_series(1000, 999 + " + organizations + ") n");
    }

    @Test
    @Waives(value = Invariant.OTHERS_ARE_UNTOUCHED, because = "odd numbers are deactivated here too")
    void a_jump_over_the_median_of_earlier_nights_refuses() {
        grow(60);
        GuardSettings jumpy = new GuardSettings(1_000, 1.0, null, 10, false);
        for (int night = 0; night < 4; night++) {
            night(jumpy, Mode.EXECUTE, 2);
        }
        PurgeOutcome noMedianYet = night(jumpy, Mode.REHEARSAL, 30);
        night(jumpy, Mode.EXECUTE, 2);

        Problem problem = refusal(night(jumpy, Mode.EXECUTE, 30));
        long before = Town.count(town, "organizations");

        assertThat(noMedianYet.exit()).isEqualTo(ExitCode.DONE);
        assertThat(problem.code()).isEqualTo("UNUSUAL_NIGHT");
        assertThat(problem.detail()).contains("30 organizations", "median of the last nights is 2", "max-jump = 10");
        assertThat(night(jumpy, Mode.EXECUTE, 20).exit()).isEqualTo(ExitCode.DONE);
        assertThat(night(new GuardSettings(1_000, 1.0, null, 15, false), Mode.EXECUTE, 30)
                        .exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(Town.count(town, "organizations")).isEqualTo(before - 50);
    }

    /** An approval of Town's plan, for the given organizations. */
    private record Approved(String digest, List<String> ids) implements ApprovedPlan {

        @Override
        public String approval() {
            return "sha256:" + ids;
        }

        @Override
        public void candidates(Consumer<String> reader) {
            ids.forEach(reader);
        }
    }

    private static PurgeRequest approved(Engine engine, String... ids) {
        String digest = engine.rehearse().run().planDigest();
        return PurgeRequest.due(Mode.EXECUTE, null, null).approvedBy(new Approved(digest, List.of(ids)));
    }

    @Test
    void exactly_the_approved_ones_go() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            Problem more = refusal(engine.runs().run(approved(engine, "2", "4", "6")));
            Problem less = refusal(engine.runs().run(approved(engine, "2", "4", "6", "8", "10", "12")));
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
            PurgeOutcome exact = engine.runs().run(approved(engine, "2", "4", "6", "8", "10"));

            assertThat(more.code()).isEqualTo("NOT_APPROVED");
            assertThat(more.detail()).contains("eligible but not approved: 10, 8;");
            assertThat(less.detail()).contains("approved but not eligible: 12;");
            assertThat(exact.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(Town.count(town, "orgpurge.ledger_entry where kind = 'RUN_STARTED' and body like '%approval%'"))
                    .isEqualTo(3);
        }
    }

    @Test
    void the_cut_takes_the_oldest_of_the_approved() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeRequest all = approved(engine, "2", "4", "6", "8", "10");
            PurgeRequest cut =
                    new PurgeRequest(all.mode(), null, all.lifted(), null, null, 2, all.approved(), all.confirmation());

            assertThat(engine.runs().run(cut).run().rows()).isEqualTo(2 * Town.ROWS);
        }
    }

    @Test
    void a_night_that_broke_off_before_the_comparison_is_still_compared_when_it_is_resumed() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeRequest few = approved(engine, "2", "4");
            town.script("""
                    create function refuse() returns trigger language plpgsql as
                    $$ begin raise exception 'refused' using errcode = 'P0042'; end $$;
                    create trigger refuse before insert on orgpurge.run_organization
                    for each row execute function refuse()
                    """);
            UUID run = engine.runs().run(few).run().runId();
            town.script("drop trigger refuse on orgpurge.run_organization");

            Problem problem = refusal(engine.runs().restart(run));

            assertThat(problem.code()).isEqualTo("NOT_APPROVED");
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
        }
    }

    @Test
    void a_request_is_the_same_only_with_the_same_approval() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeRequest all = approved(engine, "2", "4", "6", "8", "10");
            PurgeRequest named = new PurgeRequest(
                    all.mode(), null, all.lifted(), null, "night-1", null, all.approved(), all.confirmation());
            PurgeOutcome first = engine.runs().run(named);

            assertThat(engine.runs().run(named).run().runId())
                    .isEqualTo(first.run().runId());
            assertThatThrownBy(() -> engine.runs().run(named.approvedBy(null)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("night-1");
        }
    }

    @Test
    void a_night_without_a_required_plan_does_nothing() {
        GuardSettings strict = new GuardSettings(1_000, 1.0, null, 10, true);
        try (Engine engine = Engine.on(town, guarded(strict))) {
            assertThatThrownBy(engine::execute)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("PLAN_REQUIRED"));
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.runs()
                            .run(approved(engine, "2", "4", "6", "8", "10"))
                            .exit())
                    .isEqualTo(ExitCode.DONE);
        }
    }
}
