package dev.orgpurge.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The application goes on: connections that read, update and insert rows of organizations that stay, at a fixed rate. A
 * transaction's latency counts from the moment it was due, so that one stall is not one sample.
 *
 * @param idle how long they are watched alone, once warm, before the contender starts
 */
record Writers(Shape shape, Duration idle) implements Circumstance {

    private static final int CONNECTIONS = 2;
    private static final long INTERVAL_NANOS = 10_000_000;
    private static final int KNOWN_ROWS = 10_000;
    private static final String APPLICATION = "bench-writer";
    private static final String WAITING = """
            select count(*) from pg_stat_activity
             where application_name = 'bench-writer' and wait_event_type = 'Lock'
               and wait_event in ('tuple', 'transactionid', 'relation')""";

    @Override
    public Presence begin(Database database) throws SQLException {
        Busy busy = new Busy(ids(database, "users"), ids(database, "executions"));
        for (int number = 0; number < CONNECTIONS; number++) {
            busy.start(database, number);
        }
        busy.watch(database);
        LockSupport.parkNanos(idle.toNanos() / 3);
        busy.from = Instant.now();
        LockSupport.parkNanos(idle.toNanos());
        busy.idleUntil = Instant.now();
        return busy;
    }

    private List<Long> ids(Database database, String table) throws SQLException {
        List<Long> ids = new ArrayList<>();
        String kept = "select t.id %s where not (root.%s) order by hashint8(t.id) limit %d"
                .formatted(shape.joined(table), Shape.DUE, KNOWN_ROWS);
        database.rows(kept).forEach(row -> ids.add(Long.parseLong(row.get(0))));
        return ids;
    }

    private static final class Busy implements Presence {

        private final List<Long> users;
        private final List<Long> executions;
        private final Latencies latencies = new Latencies();
        private final AtomicLong inserted = new AtomicLong();
        private final AtomicLong waits = new AtomicLong();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicReference<String> failure = new AtomicReference<>("");
        private final List<Thread> threads = new ArrayList<>();
        private volatile long until = Long.MAX_VALUE;
        private Instant from = Instant.now();
        private Instant idleUntil = from;

        Busy(List<Long> users, List<Long> executions) {
            this.users = users;
            this.executions = executions;
        }

        void start(Database database, int number) {
            begin(() -> write(database, number));
        }

        void watch(Database database) {
            begin(() -> {
                while (System.nanoTime() < until && !stopped.get()) {
                    waits.addAndGet(Long.parseLong(database.row(WAITING).get(0)));
                    LockSupport.parkNanos(20 * INTERVAL_NANOS);
                }
            });
        }

        private void begin(Timing.Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (SQLException | RuntimeException e) {
                    failure.set(String.valueOf(e.getMessage()));
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }

        /** Each has users of its own, so that they never wait for each other. */
        private void write(Database database, int number) throws SQLException {
            Random random = new Random(number);
            int share = users.size() / CONNECTIONS;
            List<Long> own = users.subList(number * share, (number + 1) * share);
            try (Connection connection = database.connect(APPLICATION);
                    Statements statements = new Statements(connection)) {
                connection.setAutoCommit(false);
                long due = System.nanoTime();
                // what was due before the end still counts, however late it is
                while (due < until && !stopped.get()) {
                    due += INTERVAL_NANOS;
                    LockSupport.parkNanos(due - System.nanoTime());
                    statements.transact(pick(own, random), pick(executions, random));
                    connection.commit();
                    inserted.incrementAndGet();
                    long nanos = System.nanoTime() - due;
                    latencies.add(Instant.now().minusNanos(nanos), nanos);
                }
            }
        }

        private static long pick(List<Long> ids, Random random) {
            return ids.get(random.nextInt(ids.size()));
        }

        @Override
        public Map<String, Long> end() {
            until = System.nanoTime();
            threads.forEach(Busy::join);
            if (!failure.get().isEmpty()) {
                throw new IllegalStateException("a writer failed: " + failure.get());
            }
            return Map.of("outputs", inserted.get());
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Map<String, Double> figures(Timing timing) {
            Instant began = timing.began();
            Instant ended = began.plus(timing.took());
            double idle99 = latencies.percentile(0.99, from, idleUntil);
            double meanwhile99 = latencies.percentile(0.99, began, ended);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("writer idle p50 ms", latencies.percentile(0.5, from, idleUntil));
            figures.put("writer idle p99 ms", idle99);
            figures.put("writer meanwhile p50 ms", latencies.percentile(0.5, began, ended));
            figures.put("writer meanwhile p99 ms", meanwhile99);
            figures.put("writer p99 meanwhile as a multiple of idle", meanwhile99 / idle99);
            figures.put("writer transactions meanwhile", (double) latencies.count(began, ended));
            figures.put("writer seen waiting for a lock", (double) waits.get());
            return figures;
        }

        @Override
        public void close() {
            stopped.set(true);
            threads.forEach(Busy::join);
        }
    }

    private record Statements(PreparedStatement read, PreparedStatement update, PreparedStatement insert)
            implements AutoCloseable {

        Statements(Connection connection) throws SQLException {
            this(
                    connection.prepareStatement("select body from executions where id = ?"),
                    connection.prepareStatement("update users set body = body where id = ?"),
                    connection.prepareStatement("insert into outputs (execution_id, body) values (?, 'written')"));
        }

        void transact(long user, long execution) throws SQLException {
            read.setLong(1, execution);
            read.executeQuery().close();
            update.setLong(1, user);
            update.executeUpdate();
            insert.setLong(1, execution);
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            read.close();
            update.close();
            insert.close();
        }
    }
}
