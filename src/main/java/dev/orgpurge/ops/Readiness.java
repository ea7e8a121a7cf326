package dev.orgpurge.ops;

import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunSummary;
import java.util.UUID;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;

/** Ready means that a run is at work: what Spring calls ready would come when a command is over. */
final class Readiness implements PurgeListener {

    private final ApplicationEventPublisher publisher;
    private volatile boolean aside;

    Readiness(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void runStarted(UUID runId, Mode mode) {
        publish(ReadinessState.ACCEPTING_TRAFFIC);
    }

    /** The night is at work, whoever has his turn meanwhile. */
    @Override
    public void interludeBegan(UUID night) {
        aside = true;
    }

    @Override
    public void interludeEnded(UUID night) {
        aside = false;
    }

    @Override
    public void runFinished(RunSummary run) {
        if (!aside) {
            publish(ReadinessState.REFUSING_TRAFFIC);
        }
    }

    private void publish(ReadinessState state) {
        publisher.publishEvent(new AvailabilityChangeEvent<>(this, state));
    }
}
