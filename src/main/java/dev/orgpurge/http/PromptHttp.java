package dev.orgpurge.http;

import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP as Tomcat speaks it, with an eye on those who take their time: Tomcat's own timeouts begin anew with every byte that comes.
 * Public because Tomcat makes it, by its name.
 */
public final class PromptHttp extends Http11NioProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(PromptHttp.class);
    private static final long LOOK_MILLIS = 100;

    private @Nullable SlowClients slow;
    private @Nullable ScheduledFuture<?> looking;

    /** Who is to be told of the connections; before the start. */
    void watchedBy(SlowClients watch) {
        slow = watch;
    }

    @Override
    public void start() throws Exception {
        super.start();
        looking = getUtilityExecutor()
                .scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whatever goes wrong with a look, there is another one. */
    private void look() {
        try {
            Objects.requireNonNull(slow).showOut(getEndpoint().getConnections());
        } catch (RuntimeException e) {
            LOG.warn("it could not be looked who is slow; it is tried again", e);
        }
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }
}
