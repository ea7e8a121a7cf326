package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.organization.LegalHold;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rehearses, starts, restarts and stops runs, and tells what became of them. The one door for console and CronJob. */
@Component
public final class PurgeRuns {

    private final Preflight preflight;
    private final Launcher launcher;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Outcomes outcomes;
    private final StopSwitch stop;
    private final Announcer announcer;
    private final OffendingRows offending;
    private final PaceStore paces;
    private final Objections objections;

    PurgeRuns(
            Preflight preflight,
            Launcher launcher,
            RunStore runs,
            OrganizationStore organizations,
            Outcomes outcomes,
            StopSwitch stop,
            Announcer announcer,
            OffendingRows offending,
            PaceStore paces,
            Objections objections) {
        this.preflight = preflight;
        this.launcher = launcher;
        this.runs = runs;
        this.organizations = organizations;
        this.outcomes = outcomes;
        this.stop = stop;
        this.announcer = announcer;
        this.offending = offending;
        this.paces = paces;
        this.objections = objections;
    }

    /**
     * Runs to the end, or to the stop.
     *
     * @throws Problem if it ended before a run was recorded
     */
    public PurgeOutcome run(PurgeRequest request) {
        Attempt attempt = Attempt.of(request);
        announcer.attemptStarted(attempt);
        try {
            PurgeOutcome outcome = stop.whileRunning(() -> launcher.run(request));
            announcer.attemptEnded(attempt, outcome.exit(), codes(outcome));
            return outcome;
        } catch (Problem e) {
            announcer.attemptEnded(attempt, ExitCode.of(e.kind()), List.of(e.code()));
            throw e;
        } catch (RuntimeException e) {
            announcer.attemptEnded(attempt, ExitCode.UNEXPECTED, List.of());
            throw e;
        }
    }

    private static List<String> codes(PurgeOutcome outcome) {
        return outcome.errors().stream().map(Problem::code).toList();
    }

    /** Goes on with a stopped, failed or interrupted run, in its own mode. */
    public PurgeOutcome restart(UUID runId) {
        return stop.whileRunning(() -> launcher.restart(runId, /* replan= */ null));
    }

    /**
     * Goes on with such a run under the plan that today's schema and policy make.
     *
     * @throws Problem refused, if that plan has error findings or nobody confirms it by its digest
     */
    public PurgeOutcome replan(UUID runId, PlanConfirmation confirmation) {
        return stop.whileRunning(() -> launcher.restart(runId, confirmation));
    }

    /** Asks this process's run to stop at the next chunk and waits until it has; false if it has not in time. */
    public boolean stop(long seconds) throws InterruptedException {
        return stop.stop(seconds);
    }

    /** Asks this process's run to stop at the next chunk and does not wait; false if there is none at work. */
    public boolean stopIfAtWork() {
        boolean asked = stop.stopIfRunning();
        if (asked) {
            announcer.stopAsked();
        }
        return asked;
    }

    /** This process's run was asked to stop and has not ended yet. */
    public boolean stopping() {
        return stop.stopping();
    }

    /** What keeps every run from beginning or going on, if somebody wants peace: a pause, or the kill switch. */
    public Optional<Problem> refusal() {
        return objections.refusal();
    }

    /** Some process holds the lock of executing runs. */
    public boolean executing() {
        return runs.executing();
    }

    /** Newest first. */
    public List<RunSummary> runs(int limit) {
        return preflight.ownSchemaExists() ? runs.summaries(limit) : List.of();
    }

    public Optional<RunSummary> find(UUID runId) {
        return preflight.ownSchemaExists() ? runs.summary(runId) : Optional.empty();
    }

    /** The error, or the person's no, that ended a run. */
    public Optional<Problem> problem(UUID runId) {
        return runs.problem(runId);
    }

    /**
     * To be asked in the transaction that takes a deactivation back, after the root row is locked.
     *
     * @throws Problem refused, if the organization's purge has begun
     */
    public void requireNotBegun(OrganizationId id) {
        Optional<UUID> begun = organizations
                .frozenIn(id)
                .or(() -> organizations.purgingIn(id))
                .or(() -> organizations.failedHalfWayIn(id));
        if (begun.isPresent()) {
            throw Problem.refused(
                    "PURGE_BEGUN",
                    "the purge of organization " + id + " has begun in run " + begun.get()
                            + ", so it cannot be taken back; organization --org-id " + id
                            + " shows what is left of it");
        }
    }

    /** How long a run has waited before chunks so far, by reason, in milliseconds. */
    public Map<WaitReason, Long> waitedMillis(UUID runId) {
        return paces.waitedMillis(runId);
    }

    /** The organizations of a run in the order of their selection, streamed. */
    public void organizations(UUID runId, Consumer<OrganizationOutcome> reader) {
        outcomes.read(runId, reader);
    }

    /**
     * Up to five keys of rows that keep an organization back, as they stand now, for each of the reasons. For the screen of
     * a person alone: keys may be personal data.
     */
    public Map<KeptBack, List<String>> offendingKeys(List<KeptBack> keptBack) {
        Map<KeptBack, List<String>> keys = new LinkedHashMap<>();
        if (!keptBack.isEmpty()) {
            PlanTables tables = new PlanTables(preflight.look().plan());
            keptBack.forEach(one -> keys.put(one, offending.keys(tables, one.organization(), one.reason())));
        }
        return keys;
    }

    /** What became of one organization in a run so far; empty if the run did not look at it. */
    public Optional<OrganizationOutcome> organization(UUID runId, OrganizationId organization) {
        return outcomes.one(runId, organization);
    }

    /** The run that a request of this name began; empty if none has begun. */
    public Optional<RunSummary> requestedAs(String requestId) {
        return preflight.ownSchemaExists()
                ? runs.byRequest(requestId).flatMap(run -> runs.summary(run.id()))
                : Optional.empty();
    }

    /** True if a person asked for the stop of a run that nobody has gone on with since. */
    public boolean stoppedByPerson(UUID runId) {
        return runs.stopAsked(runId);
    }

    /** An organization and one of the reasons why it did not go. */
    public record KeptBack(OrganizationId organization, Reason reason) {}

    /**
     * An organization's rows per table as they stand, keyed by {@code schema.table}.
     *
     * @throws Problem not found, if it neither exists nor was ever purged
     */
    public OrganizationRows rows(String organization) {
        return preflight.rows(organization);
    }

    /** The latest run that purged an organization; empty also in a database that has seen no run. */
    public Optional<UUID> purgedIn(OrganizationId organization) {
        return preflight.purgedIn(organization);
    }

    /**
     * What hangs off an organization now.
     *
     * @param purgingIn the unfinished run that owns it
     * @param frozenIn the run in which somebody said no to it after its first delete
     * @param purgedIn the run that purged it, if it is gone
     * @param holds the legal holds that stand on it, those on every organization included
     */
    public record OrganizationRows(
            OrganizationId id,
            Map<String, Long> dependents,
            Map<String, Long> tables,
            @Nullable UUID purgingIn,
            @Nullable UUID frozenIn,
            @Nullable UUID purgedIn,
            List<LegalHold> holds) {

        public OrganizationRows {
            holds = List.copyOf(holds);
        }
    }
}
