package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.orgpurge.problem.Problem;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscretionTest {

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    /** Everything is switched on. */
    @BeforeEach
    void loudest() {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.TRACE);
        events.setContext(context);
        events.start();
        root.addAppender(events);
    }

    /** Everything that an appender may print. */
    private String written() {
        return events.list.stream()
                .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " "
                        + Arrays.toString(event.getArgumentArray()) + event.getKeyValuePairs()
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .collect(Collectors.joining("\n"));
    }

    private void discreetly() {
        Discretion.install(context);
    }

    @Test
    void without_it_the_values_would_be_written() {
        context.getLogger("org.springframework.jdbc.core.StatementCreatorUtils").trace("value [{}]", "finch");
        context.getLogger("dev.orgpurge.X").debug("failed", new SQLException("Key (email)=(finch)"));

        assertThat(written()).contains("value [finch]", "(email)=(finch)");
    }

    @Test
    void libraries_are_silent_at_every_level() {
        discreetly();
        for (String library : List.of(
                "org.postgresql.core.v3",
                "org.springframework.jdbc.core",
                "com.zaxxer.hikari",
                "x",
                "dev.orgpurgeother")) {
            context.getLogger(library).trace("finch");
            context.getLogger(library).error("finch {}", "finch", new SQLException("finch"));
            context.getLogger(library).atWarn().log("finch");
        }

        assertThat(written()).isEmpty();
    }

    @Test
    void a_failure_is_told_by_its_class_its_sqlstate_and_its_place() {
        discreetly();
        SQLException cause = new SQLException("Key (email)=(finch)", "23505");
        cause.addSuppressed(new IllegalStateException("finch"));
        cause.setNextException(new SQLException("finch"));
        RuntimeException failure = new IllegalArgumentException("PreparedStatementCallback; finch", cause);
        cause.initCause(failure);
        context.getLogger("dev.orgpurge.X").debug("command {} failed", 7, failure);
        context.getLogger("dev.orgpurge.X").atDebug().setCause(failure).log("again");

        assertThat(written())
                .contains(
                        "dev.orgpurge.X command 7 failed",
                        "java.lang.IllegalArgumentException",
                        "java.sql.SQLException, SQLSTATE 23505",
                        "at dev.orgpurge.DiscretionTest.a_failure_is_told",
                        "again")
                .doesNotContain("finch");
    }

    @Test
    void our_own_problems_are_made_to_be_read() {
        discreetly();
        context.getLogger("dev.orgpurge.X").debug("failed", Problem.usage("BAD_VALUE", "write a number"));

        assertThat(written()).contains("write a number");
    }

    @Test
    void a_level_that_is_off_stays_off() {
        discreetly();
        context.getLogger("dev.orgpurge").setLevel(Level.INFO);
        context.getLogger("dev.orgpurge.X").debug("failed", new IllegalStateException("finch"));

        assertThat(written()).isEmpty();
    }
}
