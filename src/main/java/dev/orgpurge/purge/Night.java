package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one command that deletes for everyone who is due may still take: of its window, and of its budget. Several runs of one
 * command share it. A named organization's purge has no bounds. And whom the command lets in between two batches, and whom it
 * leaves alone.
 */
final class Night {

    static final String OUTSIDE_WINDOW = "OUTSIDE_WINDOW";
    static final String BUDGET_SPENT = "BUDGET_SPENT";

    /** A giant leaves the rest to others; what it may have is told to nobody but the next run of the same command. */
    static final String HALF_SPENT = "HALF_SPENT";

    private static final double HALF = 0.5;

    /** Why the organizations stay that a command leaves alone. */
    static final Reason LEFT = new Reason(
            ReasonCode.STOPPED,
            null,
            null,
            "its run ended before its end and went on for others; this one was not asked for again");

    private final RunClock clock;
    private final Restraint restraint;
    private final long begun;
    private final @Nullable Duration open;
    private final AtomicLong rows;
    private final double share;
    private final @Nullable Others others;
    private final Set<OrganizationId> leaving;

    /**
     * @param carryOut under the lock that the night holds
     * @param turn a batch came to its end since they were in last
     */
    private record Others(Function<PurgeRequest, PurgeOutcome> carryOut, AtomicBoolean turn) {}

    private Night(
            RunClock clock,
            Restraint restraint,
            long begun,
            @Nullable Duration open,
            AtomicLong rows,
            double share,
            @Nullable Others others,
            Set<OrganizationId> leaving) {
        this.clock = clock;
        this.restraint = restraint;
        this.begun = begun;
        this.open = open;
        this.rows = rows;
        this.share = share;
        this.others = others;
        this.leaving = Set.copyOf(leaving);
    }

    /**
     * Begins now.
     *
     * @throws Problem stopped, if the window is closed
     */
    static Night begin(RunClock clock, Restraint restraint) {
        Window window = restraint.window();
        if (window == null) {
            return new Night(clock, restraint, clock.nanos(), null, new AtomicLong(), 1, null, Set.of());
        }
        Instant now = clock.now();
        Instant closes = window.closes(now)
                .orElseThrow(() -> Problem.stopped(
                        OUTSIDE_WINDOW,
                        "it is " + now + ", outside the window " + window + " (orgpurge.window), which opens at "
                                + window.opens(now) + "; nothing was begun"));
        return new Night(
                clock, restraint, clock.nanos(), Duration.between(now, closes), new AtomicLong(), 1, null, Set.of());
    }

    /** Whether this code of a problem says that a night had nothing left. */
    static boolean isOver(String code) {
        return code.equals(OUTSIDE_WINDOW) || code.equals(BUDGET_SPENT) || code.equals(HALF_SPENT);
    }

    /** Without end. */
    static Night unlimited(RunClock clock) {
        return new Night(clock, Restraint.NONE, clock.nanos(), null, new AtomicLong(), 1, null, Set.of());
    }

    boolean limited() {
        return open != null
                || restraint.budget().duration() != null
                || restraint.budget().rows() != null;
    }

    /** The same night, of which whoever goes by this may see half spent and no more. */
    Night half() {
        return new Night(clock, restraint, begun, open, rows, HALF, others, leaving);
    }

    /**
     * The same night, which lets others in between two batches.
     *
     * @param carryOut carries out what they ask for, under the lock that the night holds
     */
    Night lettingIn(Function<PurgeRequest, PurgeOutcome> carryOut) {
        Others in = new Others(carryOut, new AtomicBoolean());
        return new Night(clock, restraint, begun, open, rows, share, in, leaving);
    }

    /** The same night, of which these have no part: in a run that goes on, what is left of them stays. */
    Night leaving(Collection<OrganizationId> organizations) {
        return new Night(clock, restraint, begun, open, rows, share, others, Set.copyOf(organizations));
    }

    boolean leaves(OrganizationId organization) {
        return leaving.contains(organization);
    }

    void batchEnded() {
        if (others != null) {
            others.turn().set(true);
        }
    }

    /** Before a batch is begun: it is the others' turn, if there are any, and there is something left of the night. */
    boolean mayLetOthersIn() {
        return others != null && others.turn().get() && !over();
    }

    void othersWereIn() {
        if (others != null) {
            others.turn().set(false);
        }
    }

    PurgeOutcome carryOutForOthers(PurgeRequest request) {
        if (others == null || !request.named()) {
            throw new IllegalStateException("only named organizations go between two batches, and only of a night");
        }
        return others.carryOut().apply(request);
    }

    boolean halfSpent() {
        return limited() && spent() >= HALF;
    }

    void deleted(long more) {
        rows.addAndGet(more);
    }

    /** At least so much of it is gone, from 0 to 1 and beyond. */
    private double spent() {
        return Math.max(
                timeSpent(open),
                Math.max(
                        timeSpent(restraint.budget().duration()),
                        rowsSpent(restraint.budget().rows())));
    }

    private double timeSpent(@Nullable Duration all) {
        return all == null ? 0 : (double) (clock.nanos() - begun) / Math.max(1, all.toNanos());
    }

    private double rowsSpent(@Nullable Long all) {
        return all == null ? 0 : (double) rows.get() / all;
    }

    boolean over() {
        return spent() >= share;
    }

    /**
     * Before a chunk, and before a batch is begun.
     *
     * @throws StoppedException if there is nothing left
     */
    void check() {
        if (timeSpent(open) >= 1) {
            throw new StoppedException(
                    OUTSIDE_WINDOW, "the window " + restraint.window() + " (orgpurge.window) has closed");
        }
        Budget budget = restraint.budget();
        Duration duration = budget.duration();
        if (duration != null && timeSpent(duration) >= 1) {
            throw new StoppedException(
                    BUDGET_SPENT, "orgpurge.budget.duration = " + Amount.text(duration) + " is spent");
        }
        if (rowsSpent(budget.rows()) >= 1) {
            throw new StoppedException(
                    BUDGET_SPENT, "orgpurge.budget.rows = " + budget.rows() + " is spent: " + rows + " rows went");
        }
        if (over()) {
            throw new StoppedException(
                    HALF_SPENT, "an organization this large takes half of a night before others have their turn");
        }
    }
}
