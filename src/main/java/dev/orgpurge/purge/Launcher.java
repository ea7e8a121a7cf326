package dev.orgpurge.purge;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.Seals;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Preflight.Ready;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes the lock, adopts what dead processes left, and starts or goes on with runs. */
@Component
final class Launcher {

    private final RunLock lock;
    private final Preflight preflight;
    private final Objections objections;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final RunJobs jobs;
    private final RunConduct conduct;
    private final Ledger ledger;
    private final Seals seals;
    private final RunEvidence evidence;
    private final PurgeSettings settings;
    private final Approvals approvals;
    private final Replanning replanning;
    private final TransactionTemplate transaction;
    private final RunClock clock;
    private final Turns turns;
    private final Throttle throttle;

    Launcher(
            RunLock lock,
            Preflight preflight,
            Objections objections,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            RunJobs jobs,
            RunConduct conduct,
            Ledger ledger,
            Seals seals,
            RunEvidence evidence,
            PurgeSettings settings,
            Approvals approvals,
            Replanning replanning,
            TransactionTemplate transaction,
            RunClock clock,
            Turns turns,
            Throttle throttle) {
        this.lock = lock;
        this.preflight = preflight;
        this.objections = objections;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.jobs = jobs;
        this.conduct = conduct;
        this.ledger = ledger;
        this.seals = seals;
        this.evidence = evidence;
        this.settings = settings;
        this.approvals = approvals;
        this.replanning = replanning;
        this.transaction = transaction;
        this.clock = clock;
        this.turns = turns;
        this.throttle = throttle;
    }

    PurgeOutcome run(PurgeRequest request) {
        approvals.require(request);
        preflight.ensureOwnSchema();
        UUID id = UUID.randomUUID();
        try (RunLock.Held held =
                request.mode() == Mode.EXECUTE ? lock.acquire(patience(request.named())) : lock.acquire(id)) {
            held.assertHeld();
            if (request.mode() == Mode.EXECUTE) {
                seals.requireReady();
            }
            adopt(request.mode() == Mode.EXECUTE);
            return underLock(id, request);
        }
    }

    /** A night finds runs of the HTTP API at work, which are short; who names an organization sees that, and asks again. */
    private Duration patience(boolean named) {
        return named ? Duration.ZERO : settings.restraint().lockPatience();
    }

    /** Also for whoever has his turn while a night holds the lock: what dead processes left, the night has adopted. */
    private PurgeOutcome underLock(UUID id, PurgeRequest request) {
        Optional<Run> same = Optional.ofNullable(request.requestId()).flatMap(runs::byRequest);
        if (same.isPresent()) {
            requireSame(request, same.get());
            return again(same.get(), /* replan= */ null, request.leaving());
        }
        Night night = night(request.mode(), request.named());
        if (request.mode() == Mode.EXECUTE) {
            objections.refuseToBegin();
        }
        Ready ready = preflight.ready();
        approvals.requireSamePlan(request.approved(), ready.plan().digest());
        return request.mode() == Mode.EXECUTE && !request.named()
                ? wholeNight(id, request, ready, night)
                : start(id, request, ready, night);
    }

    /**
     * The bounds of a command for everyone who is due; who names an organization, or looks, has none.
     *
     * @throws Problem stopped, if the window is closed; usage, if the probe cannot be asked
     */
    private Night night(Mode mode, boolean named) {
        if (mode == Mode.EXECUTE) {
            throttle.requireProbe(settings.restraint());
        }
        return mode == Mode.EXECUTE && !named
                ? Night.begin(clock, settings.restraint()).lettingIn(request -> underLock(UUID.randomUUID(), request))
                : Night.unlimited(clock);
    }

    /** What earlier nights left, then tonight's; a giant that is under way has half of the night before that, and the rest after it. */
    private PurgeOutcome wholeNight(UUID id, PurgeRequest request, Ready ready, Night night) {
        Map<UUID, PurgeOutcome> earlier = new LinkedHashMap<>();
        List<Run> giants = new ArrayList<>();
        for (Run run : runs.unfinished()) {
            if (night.limited() && turns.inGiant(run)) {
                giants.add(run);
            } else if (!stopped(earlier)) {
                resume(run, ready, night, earlier);
            }
        }
        resume(giants, ready, night.half(), earlier);
        if (stopped(earlier)) {
            List<PurgeOutcome> all = List.copyOf(earlier.values());
            return combine(all.get(all.size() - 1), all.subList(0, all.size() - 1));
        }
        PurgeOutcome tonight = start(id, request, ready, night);
        if (tonight.exit() != ExitCode.STOPPED) {
            resume(giants, ready, night, earlier);
        }
        return combine(tonight, List.copyOf(earlier.values()));
    }

    /** Goes on with runs that are in the middle of a giant, as far as the night reaches for them. */
    private void resume(List<Run> giants, Ready ready, Night night, Map<UUID, PurgeOutcome> outcomes) {
        for (Run giant : giants) {
            if (!stopped(outcomes) && !night.over()) {
                resume(giant, ready, night, outcomes);
            }
        }
    }

    /** Unless somebody who had his turn between two batches has finished it. */
    private void resume(Run known, Ready ready, Night night, Map<UUID, PurgeOutcome> outcomes) {
        Run run = runs.require(known.id());
        if (run.status().restartable()) {
            outcomes.put(run.id(), resume(run, ready, night));
        }
    }

    /** Somebody wants peace, or the night is over: what is tonight's is left for the next night. */
    private static boolean stopped(Map<UUID, PurgeOutcome> earlier) {
        return earlier.values().stream()
                .anyMatch(outcome -> outcome.exit() == ExitCode.STOPPED
                        && outcome.errors().stream().noneMatch(problem -> Night.HALF_SPENT.equals(problem.code())));
    }

    /** @param replan null: the run keeps its plan */
    PurgeOutcome restart(UUID runId, @Nullable PlanConfirmation replan) {
        if (!preflight.ownSchemaExists()) {
            throw Problem.notFound("NO_SUCH_RUN", "there is no run " + runId + "; this database has seen no run yet");
        }
        preflight.requireRuntime();
        Run known = runs.require(runId);
        try (RunLock.Held held = known.executes() ? lock.acquire(patience(known.named())) : lock.acquire(runId)) {
            held.assertHeld();
            if (known.executes()) {
                seals.requireReady();
            }
            adopt(known.executes());
            return again(runs.require(runId), replan, /* leaving= */ List.of());
        }
    }

    /** Answering another request with this run's outcome would claim what was never done. */
    private void requireSame(PurgeRequest request, Run run) {
        boolean same = run.mode() == request.mode()
                && run.lifted().equals(request.lifted())
                && Objects.equals(run.maxOrganizations(), request.maxOrganizations())
                && Objects.equals(
                        run.approval(),
                        request.approved() == null ? null : request.approved().approval())
                && request.several().equals(run.several())
                && sameOrganization(request.organization(), run.organization());
        if (!same) {
            throw Problem.usage(
                    "REQUEST_ID_REUSED",
                    "request id " + request.requestId() + " belongs to run " + run.id()
                            + ", which was asked for something else; choose another request id");
        }
    }

    private boolean sameOrganization(@Nullable String written, @Nullable String known) {
        if (written == null || known == null || written.equals(known)) {
            return Objects.equals(written, known);
        }
        return preflight.look().organizations().parse(written).value().equals(known);
    }

    /** A request that was seen before, or a restart: goes on if there is something left, else tells what became of it. */
    private PurgeOutcome again(Run run, @Nullable PlanConfirmation replan, List<String> leaving) {
        if (over(run.status())) {
            RunSummary summary = runs.summary(run.id()).orElseThrow();
            return new PurgeOutcome(summary, List.of(), List.of(), RunConduct.exit(summary.status()));
        }
        Night night = night(run.mode(), run.named())
                .leaving(leaving.stream().map(OrganizationId::new).toList());
        if (run.executes()) {
            objections.refuseToBegin();
        }
        Ready ready = preflight.look();
        return replan == null ? resume(run, ready, night) : replan(run, ready, replan, night);
    }

    private static boolean over(RunStatus status) {
        return !status.restartable();
    }

    /** What claims to be at work while its lock is free was left by a process that died, or that lost its lock. */
    private void adopt(boolean executing) {
        for (Run run : runs.running()) {
            boolean dead = run.executes() ? executing : lock.abandoned(run.id());
            if (dead) {
                runs.interrupted(run);
                jobs.recover(run);
                if (!run.executes()) {
                    batches.giveUp(run.id());
                }
            }
        }
    }

    private PurgeOutcome resume(Run run, Ready ready, Night night) {
        if (!sameSchema(run, ready)) {
            return failed(
                    run, Problem.drift("the schema changed since run " + run.id() + " was planned" + waysOut(run)));
        }
        if (!samePlan(run, ready)) {
            return failed(
                    run,
                    Problem.refused(
                            "POLICY_CHANGED",
                            "the policy changed since run " + run.id() + " was planned" + waysOut(run)));
        }
        Preflight.requireExecutable(ready);
        RunStatus before = run.status();
        Run taken = transaction.execute(status -> {
            Run mine = runs.takeOver(run);
            if (mine.executes()) {
                ledger.append(evidence.restarted(mine, before));
            }
            return mine;
        });
        jobs.recover(run);
        return conduct.carryOut(context(Objects.requireNonNull(taken), ready, night));
    }

    private static boolean sameSchema(Run run, Ready ready) {
        return ready.plan().fingerprint().value().equals(run.fingerprint());
    }

    private static boolean samePlan(Run run, Ready ready) {
        return ready.plan().digest().equals(run.planDigest());
    }

    private static String waysOut(Run run) {
        return "; put it back to finish that run, or look at the new plan with plan and accept it: " + replan(run)
                + ". Its organizations wait until then";
    }

    /** The command that accepts a new plan. */
    static String replan(Run run) {
        return "restart --run-id " + run.id() + " --replan --confirm DIGEST";
    }

    /** Goes on with the plan of today, if somebody names it. */
    private PurgeOutcome replan(Run run, Ready ready, PlanConfirmation confirmation, Night night) {
        Preflight.requireExecutable(ready);
        Replanning.confirm(run, ready.plan().digest(), confirmation);
        if (sameSchema(run, ready) && samePlan(run, ready)) {
            return resume(run, ready, night);
        }
        RunContext context = context(run, ready, night);
        Run taken = replanning.replan(context);
        jobs.recover(run);
        return conduct.carryOut(context.with(taken));
    }

    private PurgeOutcome failed(Run run, Problem problem) {
        RunSummary summary = runs.summary(run.id()).orElseThrow();
        return new PurgeOutcome(summary, List.of(), List.of(problem), ExitCode.of(problem.kind()));
    }

    private PurgeOutcome start(UUID id, PurgeRequest request, Ready ready, Night night) {
        Organizations all = ready.organizations();
        Instant asOf = all.now();
        OrganizationId named = request.organization() == null ? null : all.parse(request.organization());
        if (named != null) {
            Optional<Organization> organization = all.find(named, asOf);
            if (organization.isEmpty()) {
                return gone(named);
            }
            confirm(request, organization.get());
        }
        List<OrganizationId> several =
                request.several().stream().map(OrganizationId::new).toList();
        all.findAll(several, asOf, true).forEach(organization -> confirm(request, organization));
        PlanTables tables = new PlanTables(ready.plan());
        Run run = transaction.execute(status -> {
            Run created = runs.create(id, request, named == null ? null : named.value(), tables, asOf);
            approvals.record(id, request.approved());
            if (created.executes()) {
                RunContext context = context(created, ready, night);
                evidence.record(ledger, context);
                ledger.append(evidence.runStarted(context));
            }
            return created;
        });
        return conduct.carryOut(context(Objects.requireNonNull(run), ready, night));
    }

    /** Asked for again after it was purged: nothing to do, and the evidence still stands. */
    private PurgeOutcome gone(OrganizationId named) {
        UUID purgedIn = organizations
                .purgedIn(named)
                .orElseThrow(() -> Problem.notFound(
                        "NO_SUCH_ORGANIZATION", "there is no organization " + named + " and none was purged"));
        RunSummary before = runs.summary(purgedIn).orElseThrow();
        RunSummary nothing = new RunSummary(
                before.runId(),
                before.mode(),
                RunStatus.NOTHING_TO_DO,
                before.planDigest(),
                before.startedAt(),
                before.finishedAt(),
                1,
                0);
        return new PurgeOutcome(nothing, List.of(), List.of(), ExitCode.DONE, null, named);
    }

    private static void confirm(PurgeRequest request, Organization organization) {
        if (request.mode() != Mode.EXECUTE) {
            return;
        }
        String typed = request.confirmation().typedFor(organization).orElse(null);
        boolean matches = typed != null
                && (same(typed, organization.label())
                        || same(typed, organization.id().value()));
        if (!matches) {
            throw Problem.refused(
                    "CONFIRMATION_MISSING",
                    typed == null
                            ? "deleting organization " + organization.id() + " needs --confirm with its label or its id"
                            : "--confirm does not match: it must be the label or the id of organization "
                                    + organization.id() + "; nothing was deleted");
        }
    }

    /** Blanks at the ends get lost on the way through a command line. */
    private static boolean same(String typed, String known) {
        return typed.strip().equals(known.strip());
    }

    private RunContext context(Run run, Ready ready, Night night) {
        return new RunContext(
                run,
                new PlanTables(ready.plan()),
                ready.plan().fingerprint(),
                ready.organizations(),
                ready.constraints(),
                settings,
                night);
    }

    private static @Nullable SignedHead newest(PurgeOutcome tonight, List<PurgeOutcome> earlier) {
        return Stream.concat(earlier.stream(), Stream.of(tonight))
                .map(PurgeOutcome::head)
                .filter(Objects::nonNull)
                .reduce((older, newer) -> newer)
                .orElse(null);
    }

    private static PurgeOutcome combine(PurgeOutcome tonight, List<PurgeOutcome> earlier) {
        List<Problem> errors = new ArrayList<>();
        earlier.forEach(outcome -> errors.addAll(outcome.errors()));
        errors.addAll(tonight.errors());
        ExitCode worst = earlier.stream()
                .map(PurgeOutcome::exit)
                .max(Comparator.comparingInt(ExitCode::severity))
                .filter(code -> code.severity() > tonight.exit().severity())
                .orElse(tonight.exit());
        return new PurgeOutcome(
                tonight.run(),
                earlier.stream().map(PurgeOutcome::run).toList(),
                errors,
                worst,
                newest(tonight, earlier),
                tonight.only());
    }
}
