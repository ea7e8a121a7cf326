package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

class LedgerIT {

    private static final UUID RUN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID OTHER_RUN = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final OrganizationId FORTY_TWO = new OrganizationId("42");

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final Ledger ledger = fixture.ledger();
    private final JdbcTemplate jdbc = new JdbcTemplate(fixture.database().dataSource());

    @Test
    void an_empty_ledger_is_intact_and_has_a_head_of_zeros() {
        assertThat(ledger.verify())
                .isEqualTo(new Verification(Verification.Status.INTACT, 0, "sha256:" + "0".repeat(64), null, null, 0));
        assertThat(ledger.head()).isEqualTo("sha256:" + "0".repeat(64));
        assertThat(ledger.last(EntryKind.PURGE_CLOSED, FORTY_TWO, null)).isEmpty();
        assertThat(ledger.at(1)).isEmpty();
        assertThat(ledger.aboutRun(RUN, EntryKind.RUN_STARTED)).isEmpty();
        assertThat(ofRun(RUN)).isEmpty();
    }

    @Test
    void what_was_appended_is_read_back_and_chained() {
        LedgerEntry first = fixture.append(EntryKind.RUN_STARTED, RUN, null, Map.of("mode", "execute", "n", 1));
        LedgerEntry second = fixture.append(EntryKind.PURGE_OPENED, RUN, "42", Map.of("attempt", 1));

        assertThat(first.position()).isEqualTo(1);
        assertThat(first.previousHash()).isEqualTo("0".repeat(64));
        assertThat(first.facts()).isEqualTo(Map.of("mode", "execute", "n", 1L));
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(second.organization()).isEqualTo(FORTY_TWO);
        assertThat(ledger.at(1)).contains(first);
        assertThat(ledger.at(2)).contains(second);
        assertThat(ledger.head()).isEqualTo("sha256:" + second.hash());
        assertThat(ledger.verify())
                .isEqualTo(new Verification(Verification.Status.INTACT, 2, "sha256:" + second.hash(), null, null, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "local", "remote_apply"})
    void what_is_recorded_commits_synchronously_and_stronger_settings_stand(String setting) {
        String during = fixture.committed(() -> {
            jdbc.execute("set local synchronous_commit = " + setting);
            ledger.append(new Draft(EntryKind.RUN_FINISHED, RUN, null, Map.of()));
            return jdbc.queryForObject("show synchronous_commit", String.class);
        });

        assertThat(during).isEqualTo(setting.equals("off") ? "on" : setting);
    }

    @Test
    void the_time_is_the_databases_to_the_microsecond_in_column_and_body() {
        OffsetDateTime before = clock();
        LedgerEntry entry = fixture.append(EntryKind.DEACTIVATED, null, "42", Map.of());
        OffsetDateTime after = clock();

        assertThat(entry.at()).isBetween(before.toInstant(), after.toInstant());
        String inSql = jdbc.queryForObject(
                "select to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from orgpurge.ledger_entry",
                String.class);
        assertThat(entry.body()).contains("\"at\":\"" + inSql + "\"");
    }

    @Test
    void many_entries_go_in_order_with_one_lock() {
        Draft[] drafts = IntStream.rangeClosed(1, 1_000)
                .mapToObj(n -> new Draft(
                        EntryKind.PURGE_OPENED, RUN, new OrganizationId(String.valueOf(n)), Map.of("rows", n)))
                .toArray(Draft[]::new);

        List<Appended> appended = fixture.appendAll(drafts);

        assertThat(appended).hasSize(1_000);
        List<LedgerEntry> entries = ofRun(RUN);
        assertThat(entries).extracting(LedgerEntry::position).isSorted().startsWith(1L);
        assertThat(entries).extracting(entry -> entry.facts().get("rows")).startsWith(1L, 2L);
        assertThat(entries)
                .extracting(entry -> new Appended(entry.position(), entry.hash()))
                .isEqualTo(appended);
        assertThat(ledger.verify().entries()).isEqualTo(1_000);
        assertThat(ledger.verify().intact()).isTrue();
    }

    @Test
    void nothing_to_append_leaves_the_head_alone() {
        assertThat(fixture.appendAll()).isEmpty();
        assertThat(ledger.head()).endsWith("0".repeat(64));
    }

    @Test
    void without_a_transaction_nothing_is_appended() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.append(new Draft(EntryKind.RUN_STARTED, RUN, null, Map.of())));
        assertThatIllegalStateException().isThrownBy(() -> ledger.appendAll(List.of()));
        assertThat(ledger.verify().entries()).isZero();
    }

    @Test
    void what_is_rolled_back_was_never_there() {
        fixture.append(EntryKind.RUN_STARTED, RUN, null, Map.of());
        String head = ledger.head();
        fixture.transaction().executeWithoutResult(status -> {
            ledger.append(new Draft(EntryKind.RUN_FINISHED, RUN, null, Map.of()));
            status.setRollbackOnly();
        });

        assertThat(ledger.head()).isEqualTo(head);
        assertThat(ledger.verify().entries()).isEqualTo(1);
        assertThat(fixture.append(EntryKind.RUN_FINISHED, RUN, null, Map.of()).position())
                .isEqualTo(2);
        assertThat(ledger.verify().intact()).isTrue();
    }

    @Test
    void the_entry_belongs_to_the_callers_transaction() {
        jdbc.execute("create table public.checkpoint (n int)");
        assertThatThrownBy(() -> fixture.transaction().executeWithoutResult(status -> {
                    jdbc.update("insert into public.checkpoint values (1)");
                    ledger.append(new Draft(EntryKind.PURGE_OPENED, RUN, FORTY_TWO, Map.of("bad", 1.5)));
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(jdbc.queryForObject("select count(*) from public.checkpoint", Long.class))
                .isZero();
        assertThat(ledger.verify().entries()).isZero();
    }

    @Test
    void appends_from_four_threads_leave_one_chain_without_gaps_and_in_order_of_time() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> writers =
                    IntStream.range(0, 4).<Callable<Void>>mapToObj(this::writer).toList();
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(ledger.verify().intact()).isTrue();
        assertThat(ledger.verify().entries()).isEqualTo(4 * 25 * 2);
        assertThat(ofRun(RUN)).extracting(LedgerEntry::at).isSorted();
    }

    private Callable<Void> writer(int thread) {
        return () -> {
            for (int i = 0; i < 25; i++) {
                Draft draft = new Draft(EntryKind.SELECTED, RUN, null, Map.of("thread", thread, "i", i));
                fixture.appendAll(draft, draft);
            }
            return null;
        };
    }

    @Test
    void the_last_entry_is_that_of_the_kind_the_organization_and_the_run() {
        LedgerEntry first = fixture.append(EntryKind.PURGE_CLOSED, RUN, "42", Map.of());
        LedgerEntry second = fixture.append(EntryKind.PURGE_CLOSED, OTHER_RUN, "42", Map.of());
        fixture.append(EntryKind.PURGE_CLOSED, OTHER_RUN, "43", Map.of());
        fixture.append(EntryKind.PURGE_FAILED, OTHER_RUN, "42", Map.of());

        assertThat(ledger.last(EntryKind.PURGE_CLOSED, FORTY_TWO, null)).contains(second);
        assertThat(ledger.last(EntryKind.PURGE_CLOSED, FORTY_TWO, RUN)).contains(first);
        assertThat(ledger.last(EntryKind.PURGE_CLOSED, FORTY_TWO, UUID.randomUUID()))
                .isEmpty();
        assertThat(ledger.last(EntryKind.PURGE_OPENED, FORTY_TWO, null)).isEmpty();
    }

    @Test
    void entries_of_a_run_and_about_a_run_are_told_apart() {
        LedgerEntry started = fixture.append(EntryKind.RUN_STARTED, RUN, null, Map.of());
        LedgerEntry opened = fixture.append(EntryKind.PURGE_OPENED, RUN, "42", Map.of());
        fixture.append(EntryKind.RUN_STARTED, OTHER_RUN, null, Map.of());
        LedgerEntry restarted = fixture.append(EntryKind.RUN_RESTARTED, RUN, null, Map.of());
        LedgerEntry again = fixture.append(EntryKind.RUN_RESTARTED, RUN, null, Map.of());

        assertThat(ofRun(RUN)).containsExactly(started, opened, restarted, again);
        assertThat(ledger.aboutRun(RUN, EntryKind.RUN_RESTARTED)).containsExactly(restarted, again);
        assertThat(ledger.aboutRun(RUN, EntryKind.PURGE_OPENED)).isEmpty();
    }

    @Test
    void hostile_texts_come_back_as_they_were() {
        String text = "\u0000\u001f\"\\ Ünï \uD83D\uDCBE {} , null";
        LedgerEntry entry = fixture.append(EntryKind.PURGE_OPENED, RUN, "a,\"b\\{}' NULL", Map.of(text, text));
        LedgerEntry nullText = fixture.append(EntryKind.PURGE_OPENED, RUN, "NULL", Map.of());

        assertThat(ofRun(RUN)).containsExactly(entry, nullText);
        assertThat(entry.facts()).isEqualTo(Map.of(text, text));
        assertThat(ledger.verify().intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update orgpurge.ledger_entry set kind = 'RUN_FINISHED'",
                "update orgpurge.ledger_entry set hash = hash where false",
                "delete from orgpurge.ledger_entry",
                "truncate orgpurge.ledger_entry",
                "delete from orgpurge.ledger_head",
                "truncate orgpurge.ledger_head",
                "set session_replication_role = replica; delete from orgpurge.ledger_entry"
            })
    void the_database_refuses_to_change_what_was_written(String statement) {
        fixture.append(EntryKind.RUN_STARTED, RUN, null, Map.of());

        JdbcTemplate superuser = new JdbcTemplate(fixture.database().superuser());
        assertThatThrownBy(() -> superuser.execute(statement)).hasStackTraceContaining("the ledger is append-only");
        assertThat(ledger.verify().entries()).isEqualTo(1);
    }

    @Test
    void an_entry_that_was_changed_is_not_handed_out() {
        fixture.append(EntryKind.PURGE_CLOSED, RUN, "41", Map.of());
        fixture.tamper("update orgpurge.ledger_entry set organization = '42'");

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.last(EntryKind.PURGE_CLOSED, FORTY_TWO, null))
                .withMessageContaining("entry 1")
                .withMessageContaining("column organization");
        assertThatIllegalStateException().isThrownBy(() -> ledger.at(1));
        assertThatIllegalStateException().isThrownBy(() -> ofRun(RUN));
    }

    @Test
    @Waives(value = Invariant.LEDGER_ADDS_UP, because = "the head is deleted on purpose")
    void a_lost_head_row_stops_appending() {
        fixture.tamper("delete from orgpurge.ledger_head");

        assertThatIllegalStateException()
                .isThrownBy(() -> fixture.append(EntryKind.RUN_STARTED, RUN, null, Map.of()))
                .withMessageContaining("ledger_head");
        assertThatIllegalStateException().isThrownBy(ledger::head);
    }

    @Test
    void a_database_without_our_schema_has_no_ledger() {
        TestDatabase empty = TestServer.newDatabase();
        Ledger nowhere = new Ledger(empty.dataSource(), new JdbcTransactionManager(empty.dataSource()));

        for (Runnable question : List.<Runnable>of(
                nowhere::verify,
                nowhere::head,
                () -> nowhere.last(EntryKind.PURGE_CLOSED, FORTY_TWO, null),
                () -> nowhere.ofRun(RUN, entry -> {}))) {
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(question::run)
                    .returns("NO_LEDGER", Problem::code)
                    .returns(Problem.Kind.NOT_FOUND, Problem::kind);
        }
    }

    private List<LedgerEntry> ofRun(UUID run) {
        List<LedgerEntry> entries = new ArrayList<>();
        ledger.ofRun(run, entries::add);
        return entries;
    }

    private OffsetDateTime clock() {
        return fixture.database()
                .jdbc()
                .sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single();
    }
}
