package dev.orgpurge.purge;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What the workers of one run share while it is at work. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final UUID run;
    private final Throttle throttle;
    private final PaceStore store;
    private final Monitor monitor;
    private final Waits waits;
    private final RateLimit rate;
    private final List<Lane> lanes = new ArrayList<>();

    Watch(RunContext context, Throttle throttle, RunLock lock, PaceStore store, Waits waits, RateLimit rate) {
        this.run = context.run().id();
        this.throttle = throttle;
        this.store = store;
        this.monitor = new Monitor(lock, context.settings(), store, this::heard);
        this.waits = waits;
        this.rate = rate;
    }

    /** Looks for the first time, and says what the run goes by. */
    void begin() {
        monitor.start();
        publish();
        waits.settle();
    }

    private void heard() {
        LOG.info(
                "run {}: somebody changed the pace, it is {}",
                run,
                monitor.pacing().texts());
        publish();
    }

    private void publish() {
        try {
            store.publish(run, monitor.pacing(), monitor.heard());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug(
                    "the pace of run {} could not be written (SQLSTATE {})",
                    run,
                    SqlFailure.of(e).sqlState());
        }
    }

    Monitor monitor() {
        return monitor;
    }

    Waits waits() {
        return waits;
    }

    RateLimit rate() {
        return rate;
    }

    synchronized Lane enter(Lane lane) {
        lanes.add(lane);
        return lane;
    }

    synchronized void leave(Lane lane) {
        lanes.remove(lane);
    }

    /** Where somebody wants fewer workers than there are, those who came first go on. */
    synchronized boolean hasTurn(Lane lane) {
        return lanes.indexOf(lane) < monitor.pacing().workers();
    }

    @Override
    public void close() {
        throttle.ended(this);
        monitor.close();
        waits.settle();
    }
}
