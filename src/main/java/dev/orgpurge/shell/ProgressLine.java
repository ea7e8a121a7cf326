package dev.orgpurge.shell;

import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The progress of a run on stderr, always the same fields: rows, percent, speed, organizations, table, state, time left.
 * On a terminal it is one line, rewritten each second and cut at its edge; elsewhere a new line every five seconds.
 */
@Component
final class ProgressLine implements PurgeListener {

    private static final long REWRITTEN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long REPEATED_NANOS = Duration.ofSeconds(5).toNanos();

    private final Console console;
    private final LongSupplier nanoTime;
    private @Nullable UUID run;
    private long startedAt;
    private long printedAt;
    private long expectedRows;
    private long rows;
    private long expectedOrganizations;
    private long organizations;
    private String table = "-";
    private String state = "starting";
    private boolean stopping;
    private boolean aside;
    private int unfinished;

    @Autowired
    ProgressLine(Console console) {
        this(console, System::nanoTime);
    }

    ProgressLine(Console console, LongSupplier nanoTime) {
        this.console = console;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void runStarted(UUID runId, Mode mode) {
        if (aside) {
            return;
        }
        run = runId;
        startedAt = nanoTime.getAsLong();
        printedAt = startedAt;
        expectedRows = 0;
        rows = 0;
        expectedOrganizations = 0;
        organizations = 0;
        table = "-";
        stopping = false;
        state = mode == Mode.REHEARSAL ? "rehearsing" : "selecting";
    }

    @Override
    public synchronized void rowsExpected(UUID runId, long more, int moreOrganizations) {
        if (!aside) {
            expectedRows += more;
            expectedOrganizations += moreOrganizations;
        }
        printNowAndThen();
    }

    @Override
    public synchronized void chunkDeleted(UUID runId, String from, long deleted, Duration took) {
        if (!aside) {
            rows += deleted;
            table = from;
            state = "deleting";
        }
        printNowAndThen();
    }

    @Override
    public synchronized void chunkRetried(UUID runId, String from, String sqlState) {
        if (!aside) {
            table = from;
            state = "retrying after " + sqlState;
        }
        printNowAndThen();
    }

    @Override
    public synchronized void waited(UUID runId, WaitReason reason, String why, Duration more) {
        if (!aside) {
            state = "waiting: " + why;
        }
        printNowAndThen();
    }

    @Override
    public synchronized void organizationFinished(UUID runId, OrganizationStatus status) {
        // who was blocked is not among the organizations whose rows are counted
        if (!aside && status != OrganizationStatus.BLOCKED) {
            organizations++;
        }
        printNowAndThen();
    }

    /** The figures stay those of the night. */
    @Override
    public synchronized void interludeBegan(UUID night) {
        aside = true;
        table = "-";
        state = "letting requests of the HTTP API go first";
        printNowAndThen();
    }

    @Override
    public synchronized void interludeEnded(UUID night) {
        aside = false;
        state = "going on";
        printNowAndThen();
    }

    @Override
    public synchronized void stopAsked() {
        stopping = true;
        endLine();
        console.err()
                .println("stopping at the end of the running chunk; Ctrl-C or a signal again ends at once."
                        + (run == null ? "" : " Go on later with: restart --run-id " + run));
    }

    @Override
    public synchronized void runFinished(RunSummary summary) {
        if (aside) {
            return;
        }
        endLine();
        run = null;
    }

    private void endLine() {
        if (unfinished > 0) {
            console.err().println();
            unfinished = 0;
        }
    }

    private void printNowAndThen() {
        long now = nanoTime.getAsLong();
        OptionalInt columns = now - printedAt < REWRITTEN_NANOS
                ? OptionalInt.empty()
                : console.screen().err();
        if (columns.isPresent()) {
            printedAt = now;
            rewrite(line(now), columns.getAsInt() - 1);
        } else if (now - printedAt >= REPEATED_NANOS) {
            printedAt = now;
            console.err().println(line(now));
        }
    }

    /** One column stays free: a terminal that has filled its line goes to the next one. */
    private void rewrite(String text, int columns) {
        String cut = text.substring(0, Math.min(text.length(), Math.max(0, columns)));
        console.err().print("\r" + cut + " ".repeat(Math.max(0, Math.min(unfinished, columns) - cut.length())));
        console.err().flush();
        unfinished = cut.length();
    }

    private String line(long now) {
        double seconds = Math.max(1, now - startedAt) / 1e9;
        return String.format(
                Locale.ROOT,
                "progress rows %d/%d %s %.1f krows/s organizations %d/%d table %s state %s eta %s",
                rows,
                expectedRows,
                percent(),
                rows / seconds / 1000,
                organizations,
                expectedOrganizations,
                table,
                stopping ? "stopping (asked to)" : state,
                timeLeft(seconds));
    }

    private String percent() {
        return expectedRows == 0 ? "-%" : Math.min(100, rows * 100 / expectedRows) + "%";
    }

    /** At the mean speed so far, for the rows that are counted by now: later batches are not. */
    private String timeLeft(double seconds) {
        if (rows == 0 || stopping) {
            return "-";
        }
        Duration left = Duration.ofSeconds((long) Math.ceil(seconds * Math.max(0, expectedRows - rows) / rows));
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
