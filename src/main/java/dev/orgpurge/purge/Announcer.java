package dev.orgpurge.purge;

import dev.orgpurge.ledger.SignedHead;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells every listener; what a listener throws is logged and never reaches the deletion. */
@Component
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final List<PurgeListener> listeners;

    Announcer(ObjectProvider<PurgeListener> listeners) {
        this.listeners = listeners.stream().toList();
    }

    private void tell(Consumer<PurgeListener> news) {
        for (PurgeListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn(
                        "listener {} failed: {}",
                        listener.getClass().getName(),
                        e.getClass().getName());
            }
        }
    }

    void attemptStarted(Attempt attempt) {
        tell(listener -> listener.attemptStarted(attempt));
    }

    void attemptEnded(Attempt attempt, ExitCode exit, List<String> codes) {
        tell(listener -> listener.attemptEnded(attempt, exit, codes));
    }

    void runStarted(UUID runId, Mode mode) {
        tell(listener -> listener.runStarted(runId, mode));
    }

    void rowsExpected(UUID runId, long rows, int organizations) {
        tell(listener -> listener.rowsExpected(runId, rows, organizations));
    }

    void chunkDeleted(UUID runId, String table, long rows, Duration took) {
        tell(listener -> listener.chunkDeleted(runId, table, rows, took));
    }

    void chunkDetached(UUID runId, String table, long rows, Duration took) {
        tell(listener -> listener.chunkDetached(runId, table, rows, took));
    }

    void chunkRetried(UUID runId, String table, String sqlState) {
        tell(listener -> listener.chunkRetried(runId, table, sqlState));
    }

    void waited(UUID runId, WaitReason reason, String why, Duration more) {
        tell(listener -> listener.waited(runId, reason, why, more));
    }

    void stepFinished(UUID runId, String step, int batch, Duration took) {
        tell(listener -> listener.stepFinished(runId, step, batch, took));
    }

    void organizationFinished(UUID runId, OrganizationStatus status) {
        tell(listener -> listener.organizationFinished(runId, status));
    }

    void interludeBegan(UUID night) {
        tell(listener -> listener.interludeBegan(night));
    }

    void interludeEnded(UUID night) {
        tell(listener -> listener.interludeEnded(night));
    }

    void stopAsked() {
        tell(PurgeListener::stopAsked);
    }

    void headReached(SignedHead head) {
        tell(listener -> listener.headReached(head));
    }

    void runFinished(RunSummary run) {
        tell(listener -> listener.runFinished(run));
    }
}
