package dev.orgpurge.soak;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.postgresql.util.PSQLState;
import org.springframework.dao.DataAccessException;

/** Lets disturbers work in threads of their own until it is closed. */
final class Disturbances implements AutoCloseable {

    /** Whoever writes beside a purge, a fault and other writers meets these. */
    private static final Set<String> TO_BE_EXPECTED =
            Set.of("23503", "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "57014", "P0042", "XX000");

    private final Stage stage;
    private final Operator operator;
    private final Tally tally;
    private final Violations violations;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Disturbances(Stage stage, Operator operator, Tally tally, Violations violations) {
        this.stage = stage;
        this.operator = operator;
        this.tally = tally;
        this.violations = violations;
    }

    /** @param gap longest pause between two deeds, in milliseconds */
    void let(Disturber kind, int gap, long seed) {
        Thread thread = new Thread(() -> loop(kind, gap, new Random(seed)), "disturber-" + kind);
        threads.add(thread);
        thread.start();
    }

    private void loop(Disturber kind, int gap, Random random) {
        try {
            while (!over) {
                Thread.sleep(1 + random.nextInt(gap));
                if (!over && once(kind, random)) {
                    tally.add(kind.name().toLowerCase(Locale.ROOT));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean once(Disturber kind, Random random) throws InterruptedException {
        try {
            return Operator.performs(kind)
                    ? operator.perform(kind, random)
                    : stage.application().perform(kind, random);
        } catch (SQLException e) {
            unlessExpected(kind, e);
        } catch (DataAccessException e) {
            unlessExpected(kind, cause(e));
        }
        return false;
    }

    private static SQLException cause(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof SQLException found) {
                return found;
            }
        }
        return new SQLException(failure);
    }

    private void unlessExpected(Disturber kind, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (!TO_BE_EXPECTED.contains(state) && !PSQLState.isConnectionError(state)) {
            violations.add("the soak's " + kind + " failed: " + e);
        }
    }

    @Override
    public void close() {
        over = true;
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= !ended(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
