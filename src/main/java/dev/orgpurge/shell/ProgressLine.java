package dev.orgpurge.shell;

import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunSummary;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The progress of a run on stderr, always the same fields: rows, percent, speed, organizations, state, table. On a
 * terminal it is one line, rewritten each second; elsewhere a new line every five seconds.
 */
@Component
final class ProgressLine implements PurgeListener {

    private static final int REWRITTEN_WIDTH = 99;

    private final Console console;
    private final LongSupplier nanoTime;
    private final long pauseNanos;
    private long startedAt;
    private long printedAt;
    private long expectedRows;
    private long rows;
    private long expectedOrganizations;
    private long organizations;
    private String table = "-";
    private String state = "starting";
    private boolean unfinishedLine;

    @Autowired
    ProgressLine(Console console) {
        this(console, System::nanoTime);
    }

    ProgressLine(Console console, LongSupplier nanoTime) {
        this.console = console;
        this.nanoTime = nanoTime;
        this.pauseNanos = Duration.ofSeconds(console.terminal() ? 1 : 5).toNanos();
    }

    @Override
    public synchronized void runStarted(UUID runId, Mode mode) {
        startedAt = nanoTime.getAsLong();
        printedAt = startedAt;
        expectedRows = 0;
        rows = 0;
        expectedOrganizations = 0;
        organizations = 0;
        table = "-";
        state = mode == Mode.REHEARSAL ? "rehearsing" : "selecting";
    }

    @Override
    public synchronized void rowsExpected(UUID runId, long more, int moreOrganizations) {
        expectedRows += more;
        expectedOrganizations += moreOrganizations;
        printNowAndThen();
    }

    @Override
    public synchronized void chunkDeleted(UUID runId, String from, long deleted, Duration took) {
        rows += deleted;
        table = from;
        state = "deleting";
        printNowAndThen();
    }

    @Override
    public synchronized void chunkRetried(UUID runId, String from, String sqlState) {
        table = from;
        state = "retrying after " + sqlState;
        printNowAndThen();
    }

    @Override
    public synchronized void organizationFinished(UUID runId, OrganizationStatus status) {
        organizations++;
        printNowAndThen();
    }

    @Override
    public synchronized void runFinished(RunSummary run) {
        if (unfinishedLine) {
            console.err().println();
            unfinishedLine = false;
        }
    }

    private void printNowAndThen() {
        long now = nanoTime.getAsLong();
        if (now - printedAt < pauseNanos) {
            return;
        }
        printedAt = now;
        if (console.terminal()) {
            String text = line(now);
            String cut = text.substring(0, Math.min(text.length(), REWRITTEN_WIDTH));
            console.err().print("\r" + cut + " ".repeat(REWRITTEN_WIDTH - cut.length()));
            console.err().flush();
            unfinishedLine = true;
        } else {
            console.err().println(line(now));
        }
    }

    private String line(long now) {
        double seconds = Math.max(1, now - startedAt) / 1e9;
        return String.format(
                Locale.ROOT,
                "progress rows %d/%d %s %.1f krows/s organizations %d/%d state %s table %s",
                rows,
                expectedRows,
                percent(),
                rows / seconds / 1000,
                organizations,
                expectedOrganizations,
                state,
                table);
    }

    private String percent() {
        return expectedRows == 0 ? "-%" : Math.min(100, rows * 100 / expectedRows) + "%";
    }
}
