package dev.orgpurge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps contents of rows and passwords out of every log, whatever levels and whatever file of Logback's somebody configures:
 * drivers, pools and frameworks print bound values, statements, server messages and addresses as they please, so they stay
 * silent; we write ids, names, counts and SQLSTATEs, and what we or they have to say of a failure is told by {@link ToldFailure}.
 */
final class Discretion extends TurboFilter {

    private static final String OURS = "dev.orgpurge";

    /** To be called whenever logging was set up anew, which forgets filters. */
    static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            install(context);
        }
    }

    static void install(LoggerContext context) {
        if (context.getTurboFilterList().stream().noneMatch(Discretion.class::isInstance)) {
            Discretion filter = new Discretion();
            filter.setContext(context);
            filter.start();
            context.addTurboFilter(filter);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String message,
            Object @Nullable [] values,
            @Nullable Throwable failure) {
        if (!within(OURS, logger.getName())) {
            return FilterReply.DENY;
        }
        Throwable thrown = failure == null ? lastOf(values) : failure;
        if (thrown == null || thrown instanceof ToldFailure || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        logger.callAppenders(
                new LoggingEvent(Logger.FQCN, logger, level, message, ToldFailure.of(thrown), told(values)));
        return FilterReply.DENY;
    }

    private static boolean within(String parent, String logger) {
        return logger.equals(parent) || logger.startsWith(parent + ".");
    }

    private static @Nullable Throwable lastOf(Object @Nullable [] values) {
        return values != null && values.length > 0 && values[values.length - 1] instanceof Throwable thrown
                ? thrown
                : null;
    }

    /** A failure among the values would be printed in its own words. */
    private static Object @Nullable [] told(Object @Nullable [] values) {
        return values == null
                ? null
                : Arrays.stream(values)
                        .map(value -> value instanceof Throwable thrown ? ToldFailure.of(thrown) : value)
                        .toArray();
    }
}
