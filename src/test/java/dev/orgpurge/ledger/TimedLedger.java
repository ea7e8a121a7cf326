package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A ledger whose times are the test's own, so that what is made of it is the same on every day. */
public final class TimedLedger {

    private static final int AT_ONCE = 500;

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
        for (StoredEntry entry : waiting) {
            jdbc.update(EntryInsert.SQL, new EntryInsert(List.of(entry)));
        }
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
