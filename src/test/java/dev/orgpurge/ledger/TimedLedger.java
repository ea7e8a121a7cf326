package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A ledger whose times are the test's own, so that what is made of it is the same on every day. */
public final class TimedLedger {

    private static final int AT_ONCE = 500;

    private static final String INSERT =
            "insert into orgpurge.ledger_entry (position, at, kind, run_id, organization, body, previous_hash, hash)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?)";

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final JdbcTemplate jdbc = new JdbcTemplate(fixture.database().dataSource());
    private final List<StoredEntry> waiting = new ArrayList<>();
    private Head head = Head.GENESIS;

    public LedgerFixture fixture() {
        return fixture;
    }

    /** Appends; answers the position. */
    @SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map's values may be null
    public long append(
            Instant at,
            EntryKind kind,
            @Nullable UUID run,
            @Nullable String organization,
            Map<String, @Nullable Object> facts) {
        OrganizationId id = organization == null ? null : new OrganizationId(organization);
        StoredEntry entry = StoredEntry.following(head, at, new Draft(kind, run, id, facts));
        head = entry.head();
        waiting.add(entry);
        if (waiting.size() == AT_ONCE) {
            write();
        }
        return head.position();
    }

    /** Puts what was appended into the database. */
    public void write() {
        jdbc.batchUpdate(INSERT, waiting, AT_ONCE, (statement, entry) -> {
            statement.setLong(1, entry.position());
            statement.setObject(2, entry.at().atOffset(ZoneOffset.UTC));
            statement.setString(3, entry.kind());
            statement.setObject(4, entry.runId());
            statement.setString(5, entry.organization());
            statement.setString(6, entry.body());
            statement.setString(7, entry.previousHash());
            statement.setString(8, entry.hash());
        });
        waiting.clear();
        jdbc.update("update orgpurge.ledger_head set position = ?, hash = ?", head.position(), head.hash());
    }

    public Histories histories() {
        return new Histories(
                fixture.database().dataSource(),
                new org.springframework.jdbc.support.JdbcTransactionManager(
                        fixture.database().dataSource()),
                fixture.ledger());
    }

    /** Signs by a key of the tests. */
    public Signer signer() {
        return fixture.signer(Keys.source(Keys.ONE));
    }

    public Seals seals() {
        return fixture.seals(Keys.source(Keys.ONE));
    }
}
