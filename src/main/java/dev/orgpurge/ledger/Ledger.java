package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The append-only, hash-chained record. */
@Component
public final class Ledger {

    // an entry may hold a page of candidates: few at a time keeps the heap small
    private static final int ENTRIES_PER_FETCH = 50;

    // the CTE makes the clock be read after the wait for the lock, so that times follow positions; should the clock be
    // set back,
    // it stands still
    private static final String LOCK_HEAD = """
            with head as materialized (
                select position, hash
                from orgpurge.ledger_head
                where id = 1
                for update
            )
            select position, hash,
                   greatest(clock_timestamp(), (select e.at from orgpurge.ledger_entry e where e.position = head.position)) as at
            from head
            """;

    // what the ledger says must survive a crash of the server (manual, synchronous_commit); stronger settings stand
    private static final String COMMIT_SYNCHRONOUSLY = """
            select set_config('synchronous_commit', 'on', true)
            where current_setting('synchronous_commit') = 'off'
            """;

    private static final String MOVE_HEAD = """
            update orgpurge.ledger_head
            set position = ?, hash = ?
            where id = 1 and position = ?
            """;

    private static final String READ_HEAD = "select position, hash from orgpurge.ledger_head where id = 1";

    private static final String COLUMNS = "position, at, kind, run_id, organization, body, previous_hash, hash";

    private static final String WALK = "select " + COLUMNS + " from orgpurge.ledger_entry order by position";

    private static final String AT_POSITION = "select " + COLUMNS + " from orgpurge.ledger_entry where position = ?";

    private static final String OF_RUN =
            "select " + COLUMNS + " from orgpurge.ledger_entry where run_id = ? order by position";

    private static final String ABOUT_RUN = "select " + COLUMNS + """
             from orgpurge.ledger_entry
            where run_id = ? and kind = ? and organization is null
            order by position
            """;

    private static final String ABOUT_ORGANIZATION = "select " + COLUMNS + """
             from orgpurge.ledger_entry
            where organization = ? and kind = any (?) and position < ?
            order by position
            """;

    // runs remember their certificates outside the ledger: an entry that was cut off leaves its mark there
    private static final String CERTIFIED_WITHOUT_ENTRY = """
            select o.organization, o.certificate_id
              from orgpurge.run_organization o
             where o.certificate_id is not null
               and not exists (
                   select from orgpurge.ledger_entry e
                    where e.organization = o.organization and e.kind = 'PURGE_CLOSED' and e.run_id = o.run_id
                      and 'orgpurge-' || left(e.hash, 32) = o.certificate_id)
             order by o.run_id, o.ordinal
             limit 1
            """;

    private static final String GENERAL = "select " + COLUMNS + """
             from orgpurge.ledger_entry
            where run_id is null and organization is null and kind = any (?) and position < ?
            order by position
            """;

    private static final String LAST = "select " + COLUMNS + """
             from orgpurge.ledger_entry
            where organization = ? and kind = ? and (?::uuid is null or run_id = ?::uuid)
            order by position desc
            limit 1
            """;

    private static final String RECORDED = """
            select exists (
                   select from orgpurge.ledger_entry
                    where kind = ? and run_id is null and organization is null
                      and body::jsonb -> 'facts' ->> ? = ?)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate reading;
    private final TransactionTemplate snapshot;

    Ledger(DataSource dataSource, PlatformTransactionManager transactions) {
        this.jdbc = new JdbcTemplate(dataSource);
        jdbc.setFetchSize(ENTRIES_PER_FETCH);
        this.reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Appends in the caller's transaction, under the lock of the chain's head row.
     *
     * @throws IllegalStateException without a transaction
     */
    public LedgerEntry append(Draft draft) {
        return stored(List.of(draft)).get(0).entry();
    }

    /**
     * Appends in this order and in the caller's transaction, with four statements whatever the number.
     *
     * @throws IllegalStateException without a transaction
     */
    public List<Appended> appendAll(List<Draft> drafts) {
        return stored(drafts).stream()
                .map(entry -> new Appended(entry.position(), entry.hash()))
                .toList();
    }

    private List<StoredEntry> stored(List<Draft> drafts) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the ledger is appended to within a transaction only");
        }
        if (drafts.isEmpty()) {
            return List.of();
        }
        jdbc.query(COMMIT_SYNCHRONOUSLY, row -> {});
        LockedHead locked = lockHead();
        List<StoredEntry> entries = chain(locked, drafts);
        expect(entries.size(), jdbc.update(EntryInsert.SQL, new EntryInsert(entries)), "ledger_entry");
        Head last = entries.get(entries.size() - 1).head();
        int moved = jdbc.update(MOVE_HEAD, last.position(), last.hash(), locked.head.position());
        expect(1, moved, "ledger_head");
        return entries;
    }

    /** The last entry. */
    public LedgerEntry newest() {
        Head head = readHead();
        if (head == null) {
            throw headMissing();
        }
        return at(head.position()).orElseThrow(Ledger::headMissing);
    }

    /** Newest entry of this kind for an organization; in one run, or in any if {@code runId} is null. */
    public Optional<LedgerEntry> last(EntryKind kind, OrganizationId organization, @Nullable UUID runId) {
        requireLedger();
        String run = runId == null ? null : runId.toString();
        return one(jdbc.query(LAST, (row, n) -> StoredEntry.of(row), organization.value(), kind.name(), run, run));
    }

    /** The entry at a position. */
    public Optional<LedgerEntry> at(long position) {
        requireLedger();
        return one(jdbc.query(AT_POSITION, (row, n) -> StoredEntry.of(row), position));
    }

    /** The entries of one kind that are about a run itself, not about one of its organizations; in order. */
    public List<LedgerEntry> aboutRun(UUID runId, EntryKind kind) {
        requireLedger();
        return jdbc.query(ABOUT_RUN, (row, n) -> StoredEntry.of(row).believed(), runId, kind.name());
    }

    /** The entries of these kinds about an organization before a position; in order. */
    public List<LedgerEntry> aboutOrganization(OrganizationId organization, Set<EntryKind> kinds, long before) {
        requireLedger();
        String[] names = kinds.stream().map(Enum::name).toArray(String[]::new);
        return jdbc.query(
                ABOUT_ORGANIZATION,
                (row, n) -> StoredEntry.of(row).believed(),
                organization.value(),
                new SqlArrayValue("text", (Object[]) names),
                before);
    }

    /** The entries of these kinds about no run and no organization before a position; in order. */
    public List<LedgerEntry> general(Set<EntryKind> kinds, long before) {
        requireLedger();
        String[] names = kinds.stream().map(Enum::name).toArray(String[]::new);
        return jdbc.query(
                GENERAL,
                (row, n) -> StoredEntry.of(row).believed(),
                new SqlArrayValue("text", (Object[]) names),
                before);
    }

    /** Appends what is about no run and no organization, unless an entry of its kind has the same value of this fact. */
    public void appendOnce(Draft draft, String fact) {
        String value = String.valueOf(draft.facts().get(fact));
        String kind = draft.kind().name();
        if (!Boolean.TRUE.equals(jdbc.queryForObject(RECORDED, Boolean.class, kind, fact, value))) {
            append(draft);
        }
    }

    /** All entries of one run in order, streamed. */
    public void ofRun(UUID runId, Consumer<LedgerEntry> reader) {
        requireLedger();
        PreparedStatementSetter bind = statement -> statement.setObject(1, runId);
        reading.executeWithoutResult(transaction -> jdbc.query(OF_RUN, bind, row -> {
            reader.accept(StoredEntry.of(row).believed());
        }));
    }

    /** Walks the whole chain in constant memory and checks every link, every projection and the head row. */
    public Verification verify() {
        return verify(Expectation.NONE);
    }

    /** The same, and whether it is what somebody outside knows of it. */
    public Verification verify(Expectation expectation) {
        requireLedger();
        return Objects.requireNonNull(snapshot.execute(transaction -> {
            Audit audit = new Audit(expectation);
            ResultSetExtractor<Audit> walk = rows -> {
                while (audit.goesOn() && rows.next()) {
                    audit.step(StoredEntry.of(rows));
                }
                return audit;
            };
            jdbc.query(WALK, walk);
            if (audit.goesOn()) {
                jdbc.query(CERTIFIED_WITHOUT_ENTRY, row -> {
                    audit.noEntry(row.getString("organization"), row.getString("certificate_id"));
                });
            }
            return audit.end(readHead());
        }));
    }

    /** Writes every entry as a line of JSON, as it stands, and where the head row says that it ends; answers the entries. */
    public long export(Consumer<String> lines) {
        requireLedger();
        return Objects.requireNonNull(snapshot.execute(transaction -> {
            AtomicLong entries = new AtomicLong();
            jdbc.query(WALK, row -> {
                lines.accept(ExportLine.of(StoredEntry.of(row)));
                entries.incrementAndGet();
            });
            Head head = readHead();
            if (head != null) {
                lines.accept(ExportLine.of(head));
            }
            return entries.get();
        }));
    }

    /** {@code sha256:…} of the last entry; 64 zeros for an empty ledger. */
    public String head() {
        return end().digest();
    }

    /** The same with its position. */
    Head end() {
        requireLedger();
        Head head = readHead();
        if (head == null) {
            throw headMissing();
        }
        return head;
    }

    private LockedHead lockHead() {
        return jdbc.query(LOCK_HEAD, (row, n) -> LockedHead.of(row)).stream()
                .findFirst()
                .orElseThrow(Ledger::headMissing);
    }

    private static List<StoredEntry> chain(LockedHead locked, List<Draft> drafts) {
        List<StoredEntry> entries = new ArrayList<>(drafts.size());
        Head head = locked.head;
        for (Draft draft : drafts) {
            StoredEntry entry = StoredEntry.following(head, locked.at, draft);
            entries.add(entry);
            head = entry.head();
        }
        return entries;
    }

    private @Nullable Head readHead() {
        List<Head> heads = jdbc.query(READ_HEAD, (row, n) -> new Head(row.getLong(1), row.getString(2)));
        return heads.isEmpty() ? null : heads.get(0);
    }

    private static Optional<LedgerEntry> one(List<StoredEntry> found) {
        return found.stream().findFirst().map(StoredEntry::believed);
    }

    private void requireLedger() {
        if (!Boolean.TRUE.equals(
                jdbc.queryForObject("select to_regclass('orgpurge.ledger_entry') is not null", Boolean.class))) {
            throw Problem.notFound("NO_LEDGER", "This database has no ledger yet; `init` creates it.");
        }
    }

    private static void expect(int expected, int actual, String table) {
        if (expected != actual) {
            throw new IllegalStateException("orgpurge." + table + " took " + actual + " rows instead of " + expected);
        }
    }

    private static IllegalStateException headMissing() {
        return new IllegalStateException("orgpurge.ledger_head has lost its row; run verify");
    }

    private record LockedHead(Head head, Instant at) {

        static LockedHead of(ResultSet row) throws SQLException {
            return new LockedHead(
                    new Head(row.getLong("position"), row.getString("hash")),
                    row.getObject("at", OffsetDateTime.class).toInstant());
        }
    }
}
