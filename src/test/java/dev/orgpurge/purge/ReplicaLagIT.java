package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.OwnServer;
import dev.orgpurge.fixtures.Standby;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A replica that really replays, or does not. */
@Timeout(300)
class ReplicaLagIT {

    private static final Restraint OFTEN = Restraint.NONE.interval(Duration.ofMillis(100));
    private static final Pacing UNBOUND = Pacing.unbound(Duration.ofSeconds(5), 2);

    /** So that no machine is through with the town before a replica can be behind. */
    private static final Pacing SLOW = UNBOUND.withRowsPerSecond(Town.ROWS);

    private static final Deque<AutoCloseable> SERVERS = new ArrayDeque<>();

    @TempDir
    private static Path folder;

    private OwnServer server;
    private TestDatabase town;
    private Standby standby;
    private final WaitLog log = new WaitLog();

    @BeforeEach
    void start() {
        String number = String.valueOf(SERVERS.size());
        server = OwnServer.in(folder.resolve("primary" + number));
        SERVERS.push(server);
        town = Town.founded(server.newDatabase());
        standby = server.standby(folder.resolve("standby" + number), "standby1");
        SERVERS.push(standby);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> superuser()
                        .sql("select exists (select from pg_stat_replication where state = 'streaming')")
                        .query(Boolean.class)
                        .single());
    }

    /** Not after each: what must hold after every test is asked of the servers first. */
    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable server : SERVERS) {
            server.close();
        }
    }

    private JdbcClient superuser() {
        return JdbcClient.create(town.superuser());
    }

    private void seeing() {
        superuser().sql("grant pg_read_all_stats to " + town.user()).update();
    }

    private Engine engine(Duration lag, Restraint restraint) {
        return Engine.on(
                town,
                Town.setup()
                        .with(Engine.SETTINGS.with(SLOW.withReplicaLag(lag)).with(restraint))
                        .with(log));
    }

    private static void assertComplete(CompletableFuture<PurgeOutcome> night) throws Exception {
        PurgeOutcome outcome = night.get(120, TimeUnit.SECONDS);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
    }

    @Test
    void a_replica_that_stopped_replaying_is_waited_for_until_it_has_caught_up() throws Exception {
        seeing();
        standby.jdbc().sql("select pg_wal_replay_pause()").query().listOfRows();
        try (Engine engine = engine(Duration.ofMillis(500), OFTEN)) {
            CompletableFuture<PurgeOutcome> night = CompletableFuture.supplyAsync(engine::execute);
            log.awaitWait(WaitReason.REPLICA_LAG, "s > 500ms");
            // behind for longer than anybody would wait for a commit on its way
            log.awaitWait(WaitReason.REPLICA_LAG, Pattern.compile("replica lag ([3-9]|\\d\\d+)s > 500ms"));
            standby.jdbc().sql("select pg_wal_replay_resume()").query().listOfRows();
            assertComplete(night);
        }
    }

    @Test
    void a_lag_that_the_role_may_not_see_is_unknown_and_a_grant_is_enough_to_go_on() throws Exception {
        try (Engine engine = engine(Duration.ofHours(1), OFTEN)) {
            CompletableFuture<PurgeOutcome> night = CompletableFuture.supplyAsync(engine::execute);
            log.awaitWait(
                    WaitReason.REPLICA_LAG, "replica lag unknown: this role may not see it; grant pg_read_all_stats");
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
            seeing();
            assertComplete(night);
        }
    }

    @Test
    void a_named_replica_must_be_connected_and_another_one_does_not_count() throws Exception {
        seeing();
        try (Engine engine = engine(Duration.ofHours(1), OFTEN.replicas(List.of("standby2")))) {
            CompletableFuture<PurgeOutcome> night = CompletableFuture.supplyAsync(engine::execute);
            log.awaitWait(
                    WaitReason.REPLICA_LAG, "1 of the replicas named in orgpurge.throttle.replicas are not connected");
            try (Standby second = server.standby(folder.resolve("second"), "standby2")) {
                standby.jdbc().sql("select pg_wal_replay_pause()").query().listOfRows();
                assertComplete(night);
                assertThat(second.jdbc().sql("select 1").query(Integer.class).single())
                        .isEqualTo(1);
            }
        }
    }
}
