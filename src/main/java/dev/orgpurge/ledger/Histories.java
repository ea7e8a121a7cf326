package dev.orgpurge.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the ledger by whom it tells of. The server sorts, so that a year with any number of organizations passes through here
 * one event after another.
 */
@Component
public final class Histories {

    private static final int ROWS_PER_FETCH = 200;

    /** The hash is computed once per entry, not once per organization on its page: hence the OFFSET, which nothing is pulled through. */
    private static final String SCOPE = """
            with scope as (
                select position, at, kind, run_id, organization, body::jsonb -> 'facts' as facts, hash,
                       hash = encode(sha256(convert_to(previous_hash || chr(10) || body, 'UTF8')), 'hex') as fits
                  from orgpurge.ledger_entry
                 where position between ? and ? and (?::uuid is null or run_id = ?::uuid)
                   and (organization is not null or kind in ('SELECTED', 'LEFT_OUT'))
                offset 0
            )
            """;

    private static final String ORGANIZATIONS = SCOPE + """
            select * from (
            select c.one ->> 'org_id' as organization, position, at, kind, run_id, c.one::text as facts,
                   null::text as opening, hash, fits
              from scope cross join lateral jsonb_array_elements(facts -> 'candidates') as c(one)
             where kind = 'SELECTED'
            union all
            select c.one ->> 'org_id', position, at, kind, run_id,
                   (c.one || jsonb_build_object('status', facts -> 'status'))::text, null, hash, fits
              from scope cross join lateral jsonb_array_elements(facts -> 'organizations') as c(one)
             where kind = 'LEFT_OUT'
            union all
            select organization, position, at, kind, run_id, facts::text,
                   (select (o.body::jsonb -> 'facts')::text from orgpurge.ledger_entry o
                     where kind = 'PURGE_CLOSED' and o.position = (facts ->> 'opened_position')::bigint),
                   hash, fits
              from scope
             where kind in ('PURGE_OPENED', 'PURGE_CLOSED', 'PURGE_FAILED', 'PURGE_FROZEN')
            union all
            select o.organization, o.position, o.at, o.kind, o.run_id, (o.body::jsonb -> 'facts')::text, null, o.hash,
                   o.hash = encode(sha256(convert_to(o.previous_hash || chr(10) || o.body, 'UTF8')), 'hex')
              from orgpurge.ledger_entry o
             where o.kind = 'PURGE_OPENED' and o.position < ? and ?::uuid is null
               and not exists (
                   select from orgpurge.ledger_entry e
                    where e.organization = o.organization and e.run_id = o.run_id and e.position > o.position and e.position < ?
                      and e.kind in ('PURGE_CLOSED', 'PURGE_FAILED', 'PURGE_FROZEN'))
            ) events
             order by length(organization), organization collate "C", position
            """;

    private static final String RUNS = """
            select position, at, kind, run_id, organization, body, previous_hash, hash
              from orgpurge.ledger_entry
             where position between ? and ? and (?::uuid is null or run_id = ?::uuid)
               and run_id is not null and organization is null and kind not in ('SELECTED', 'LEFT_OUT')
             order by min(position) over (partition by run_id), position
            """;

    private static final String GENERAL = """
            select position, at, kind, run_id, organization, body, previous_hash, hash
              from orgpurge.ledger_entry
             where position between ? and ? and ?::uuid is null and ?::uuid is null
               and run_id is null and organization is null and kind = any (string_to_array(?, ','))
             order by position
            """;

    private static final String CLOSED = """
            select position, at, kind, run_id, organization, body, previous_hash, hash
              from orgpurge.ledger_entry
             where position between ? and ? and (?::uuid is null or run_id = ?::uuid)
               and kind = 'PURGE_CLOSED'
             order by position
            """;

    /** Whom a later entry shows as purged again is told of there. */
    private static final String LAST_CLOSED = """
            select position, at, kind, run_id, organization, body, previous_hash, hash
              from orgpurge.ledger_entry c
             where position between ? and ? and kind = 'PURGE_CLOSED'
               and not exists (
                   select from orgpurge.ledger_entry e
                    where e.organization = c.organization and e.kind = 'PURGE_CLOSED' and e.position > c.position
                      and e.position <= ?)
             order by position
             limit ?
            """;

    private static final String RECORDED = """
            select position, at, kind, run_id, organization, body, previous_hash, hash
              from orgpurge.ledger_entry
             where run_id is null and organization is null and kind = ? and body::jsonb -> 'facts' ->> ? = ?
             order by position
             limit 1
            """;

    private static final String OF_RUN =
            "select min(position) as first, max(position) as last from orgpurge.ledger_entry where run_id = ?";

    private final JdbcTemplate jdbc;
    private final Ledger ledger;
    private final TransactionTemplate reading;

    Histories(DataSource dataSource, PlatformTransactionManager transactions, Ledger ledger) {
        this.jdbc = new JdbcTemplate(dataSource);
        jdbc.setFetchSize(ROWS_PER_FETCH);
        this.ledger = ledger;
        this.reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
    }

    /** What was recorded from one moment on and before another. */
    public Span between(Instant from, Instant to) {
        Head head = ledger.end();
        long first = firstAtOrAfter(from, head.position());
        long last = firstAtOrAfter(to, head.position()) - 1;
        if (last < first) {
            return new Span(first, last, null, to, last < 1 ? Head.GENESIS.digest() : digest(entry(last)));
        }
        LedgerEntry end = entry(last);
        return new Span(first, last, null, last < head.position() ? to : end.at(), digest(end));
    }

    /** What was recorded of one run; empty if nothing was. */
    public Optional<Span> ofRun(UUID run) {
        ledger.end();
        return jdbc.query(OF_RUN, (row, number) -> new long[] {row.getLong("first"), row.getLong("last")}, run).stream()
                .filter(ends -> ends[0] > 0)
                .findFirst()
                .map(ends -> {
                    LedgerEntry end = entry(ends[1]);
                    return new Span(ends[0], ends[1], run, end.at(), digest(end));
                });
    }

    /** Positions follow times, so halving finds it. */
    private long firstAtOrAfter(Instant moment, long last) {
        long low = 1;
        long high = last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (entry(middle).at().isBefore(moment)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static String digest(LedgerEntry entry) {
        return Sha256.PREFIX + entry.hash();
    }

    private LedgerEntry entry(long position) {
        return ledger.at(position)
                .orElseThrow(
                        () -> new IllegalStateException("entry " + position + " of the ledger is missing; run verify"));
    }

    /**
     * What a span says about each organization: organization after organization, each in the order of the ledger. Purges that were
     * open when a span of time began stand in it with the entry that opened them.
     *
     * @throws IllegalStateException if an entry is not what its hash says
     */
    public void organizations(Span span, Consumer<OrganizationEvent> reader) {
        PreparedStatementSetter bind = statement -> {
            String run = Objects.toString(span.run(), null);
            statement.setLong(1, span.first());
            statement.setLong(2, span.last());
            statement.setString(3, run);
            statement.setString(4, run);
            statement.setLong(5, span.first());
            statement.setString(6, run);
            statement.setLong(7, span.first());
        };
        reading.executeWithoutResult(transaction -> jdbc.query(ORGANIZATIONS, bind, row -> {
            reader.accept(event(row));
        }));
    }

    private static OrganizationEvent event(ResultSet row) throws SQLException {
        long position = row.getLong("position");
        if (!row.getBoolean("fits")) {
            throw new IllegalStateException(
                    "entry " + position
                            + " of the ledger cannot be believed, its hash is not that of its body and previous hash; run verify");
        }
        String opening = row.getString("opening");
        return new OrganizationEvent(
                row.getString("organization"),
                position,
                row.getObject("at", OffsetDateTime.class).toInstant(),
                EntryKind.valueOf(row.getString("kind")),
                row.getObject("run_id", UUID.class),
                StrictJson.object(row.getString("facts")),
                opening == null ? null : StrictJson.object(opening),
                row.getString("hash"));
    }

    /** What a span says about runs themselves: run after run, each in the order of the ledger. */
    public void runs(Span span, Consumer<LedgerEntry> reader) {
        read(RUNS, span, null, reader);
    }

    /** What a span says about no run and no organization, of these kinds; nothing, if it is that of a run. */
    public void general(Span span, List<EntryKind> kinds, Consumer<LedgerEntry> reader) {
        read(GENERAL, span, String.join(",", kinds.stream().map(Enum::name).toList()), reader);
    }

    /** The closing entries of a span, in order: each gives a certificate. The ledger may be asked while they are read. */
    public void closed(Span span, Consumer<LedgerEntry> reader) {
        read(CLOSED, span, null, reader);
    }

    private void read(String sql, Span span, @Nullable String more, Consumer<LedgerEntry> reader) {
        PreparedStatementSetter bind = statement -> {
            String run = Objects.toString(span.run(), null);
            statement.setLong(1, span.first());
            statement.setLong(2, span.last());
            statement.setString(3, run);
            statement.setString(4, run);
            if (more != null) {
                statement.setString(5, more);
            }
        };
        reading.executeWithoutResult(transaction -> jdbc.query(sql, bind, row -> {
            reader.accept(StoredEntry.of(row).believed());
        }));
    }

    /** The next closing entries of a span of time, each the last one of its organization there; in order. */
    public List<LedgerEntry> lastClosed(Span span, long after, int limit) {
        return jdbc.query(
                LAST_CLOSED,
                (row, number) -> StoredEntry.of(row).believed(),
                Math.max(span.first(), after + 1),
                span.last(),
                span.last(),
                limit);
    }

    /** The text that is recorded under a digest, such as a plan's; empty in a ledger that is older than the record of it. */
    public Optional<String> text(EntryKind kind, String what, String digest) {
        List<Map<String, @Nullable Object>> found = jdbc.query(
                RECORDED,
                (row, number) -> StoredEntry.of(row).believed().facts(),
                kind.name(),
                what + "_digest",
                digest);
        return found.stream().findFirst().map(facts -> new Facts(facts).text(what));
    }

    /** The public keys that the ledger says have signed, in PEM, oldest first. */
    public List<String> publicKeys() {
        return ledger.general(EnumSet.of(EntryKind.KEY_INTRODUCED), Long.MAX_VALUE).stream()
                .map(entry -> Base64.getDecoder().decode(new Facts(entry.facts()).text("public_key")))
                .map(der -> new Pem(PublicKeys.LABEL, der).write())
                .toList();
    }
}
