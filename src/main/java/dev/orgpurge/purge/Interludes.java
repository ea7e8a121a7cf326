package dev.orgpurge.purge;

import dev.orgpurge.problem.Problem;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Lets others have their turn at the edge of a night's batch. The night's run stays what it is, at work and owned by this
 * process: a stop of it is heard when it goes on, and who takes it over is noticed then. Between two turns there is at least
 * one batch, so that no queue keeps a night from its own work.
 */
@Component
final class Interludes {

    private static final Logger LOG = LoggerFactory.getLogger(Interludes.class);

    private final ObjectProvider<Interlude> interludes;
    private final OrganizationStore organizations;
    private final Objections objections;
    private final Announcer announcer;

    Interludes(
            ObjectProvider<Interlude> interludes,
            OrganizationStore organizations,
            Objections objections,
            Announcer announcer) {
        this.interludes = interludes;
        this.organizations = organizations;
        this.objections = objections;
        this.announcer = announcer;
    }

    /** At the edge of a batch: there is more to come of the night, and somebody waits. */
    boolean wanted(RunContext context) {
        return context.night().mayLetOthersIn()
                && organizations.count(context.run().id(), OrganizationStore.PENDING) > 0
                && somebodyWaits();
    }

    private boolean somebodyWaits() {
        try {
            return interludes.stream().anyMatch(Interlude::waiting);
        } catch (DataAccessException e) {
            LOG.warn(
                    "who waits could not be asked (SQLSTATE {}); the night goes on",
                    SqlFailure.of(e).sqlState());
            return false;
        }
    }

    /**
     * Returns when the night's run may go on.
     *
     * @throws StoppedException if it is to be left here
     * @throws Problem locked, if another process owns it by now
     */
    void carryOut(RunContext context) {
        Run night = context.run();
        objections.check(night);
        LOG.info("run {}: others have their turn between two batches", night.id());
        announcer.interludeBegan(night.id());
        try {
            Interlude.Turn turn = new Lent(context, objections);
            interludes.forEach(interlude -> interlude.carryOut(turn));
        } catch (RuntimeException e) {
            LOG.warn("run {}: what had its turn between two batches failed; the night goes on", night.id(), e);
        } finally {
            context.night().othersWereIn();
            announcer.interludeEnded(night.id());
        }
        objections.check(night);
    }

    /** As long as the night's run may go on, others may. */
    private record Lent(RunContext context, Objections objections) implements Interlude.Turn {

        @Override
        public UUID night() {
            return context.run().id();
        }

        @Override
        public boolean over() {
            try {
                objections.check(context.run());
                return false;
            } catch (StoppedException | Problem | DataAccessException e) {
                return true;
            }
        }

        @Override
        public PurgeOutcome run(PurgeRequest request) {
            return context.night().carryOutForOthers(request);
        }
    }
}
