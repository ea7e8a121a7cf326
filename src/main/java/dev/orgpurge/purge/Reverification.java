package dev.orgpurge.purge;

import dev.orgpurge.constraint.Remnants;
import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.Histories;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.Seals;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.ledger.Span;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.Preflight.Ready;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts purged organizations again, long after: a restore or a late writer may have brought rows back. Reads the customer's tables
 * and changes none. The saved keys are gone by then, so it counts by the ids that the ledger kept and by today's plan.
 */
@Component
public final class Reverification {

    /** Organizations to a question, and to an entry. */
    private static final int PAGE = 1_000;

    private final Preflight preflight;
    private final Histories histories;
    private final Ledger ledger;
    private final Seals seals;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Reverification(
            Preflight preflight,
            Histories histories,
            Ledger ledger,
            Seals seals,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.preflight = preflight;
        this.histories = histories;
        this.ledger = ledger;
        this.seals = seals;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * What a second look found.
     *
     * @param organizations how many were counted again
     * @param found how many of them have rows
     * @param tables how many tables were counted in
     * @param notCounted tables that lost rows when they were purged and that today's plan does not delete from
     * @param position of the entry that says so
     * @param head of the ledger after it, signed if there is a key
     */
    public record Outcome(
            long organizations,
            long found,
            long rows,
            int tables,
            List<String> notCounted,
            long position,
            String head) {

        public Outcome {
            notCounted = List.copyOf(notCounted);
        }
    }

    /**
     * Counts everyone again who was purged since then; each page is on record before the next is asked for.
     *
     * @param reader hears of everyone who has rows, with their numbers by table
     * @throws dev.orgpurge.problem.Problem usage or refused, if configuration, key or role do not allow it
     */
    public Outcome reverify(Instant since, BiConsumer<OrganizationId, Map<String, Long>> reader) {
        preflight.requireRuntime();
        seals.requireReady();
        Ready ready = preflight.look();
        Remnants remnants = Remnants.of(jdbc, ready.organizations().root(), ready.plan());
        Span span = histories.between(since, ready.organizations().now());
        Count count = new Count(remnants.tables());
        long last = 0;
        List<LedgerEntry> page = histories.lastClosed(span, last, PAGE);
        while (!page.isEmpty()) {
            count(page, remnants, count, reader);
            last = page.get(page.size() - 1).position();
            page = histories.lastClosed(span, last, PAGE);
        }
        return conclude(since, ready, count);
    }

    private void count(
            List<LedgerEntry> page,
            Remnants remnants,
            Count count,
            BiConsumer<OrganizationId, Map<String, Long>> reader) {
        page.forEach(count::purged);
        Map<OrganizationId, Map<String, Long>> found = remnants.count(page.stream()
                .map(entry -> Objects.requireNonNull(entry.organization()))
                .toList());
        if (!found.isEmpty()) {
            List<Map<String, @Nullable Object>> facts = new ArrayList<>();
            found.forEach((id, tables) -> {
                facts.add(Map.of("org_id", id.value(), "tables", tables));
                count.found(tables);
            });
            Draft draft = new Draft(EntryKind.REMNANTS_FOUND, null, null, Map.of("organizations", facts));
            transaction.executeWithoutResult(status -> ledger.append(draft));
            found.forEach(reader);
        }
    }

    private Outcome conclude(Instant since, Ready ready, Count count) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("since", CanonicalJson.time(since));
        facts.put("requested_by", Requester.name());
        facts.put("plan_digest", ready.plan().digest());
        facts.put("organizations", count.organizations.get());
        facts.put("found", count.found.get());
        facts.put("rows", count.rows.get());
        facts.put("tables", count.counted.size());
        facts.put("tables_not_counted", List.copyOf(count.notCounted));
        record Recorded(LedgerEntry entry, SignedHead head) {}
        Recorded recorded = Objects.requireNonNull(transaction.execute(status -> {
            facts.putAll(role());
            LedgerEntry entry = ledger.append(new Draft(EntryKind.REVERIFIED, null, null, facts));
            return new Recorded(entry, seals.seal());
        }));
        seals.keep(recorded.head());
        return new Outcome(
                count.organizations.get(),
                count.found.get(),
                count.rows.get(),
                count.counted.size(),
                List.copyOf(count.notCounted),
                recorded.entry().position(),
                recorded.head().digest());
    }

    private Map<String, @Nullable Object> role() {
        return jdbc.sql("select current_user::text as role, current_setting('row_security') as row_security")
                .query((row, number) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("role", row.getString("role"));
                    facts.put("row_security", row.getString("row_security"));
                    return facts;
                })
                .single();
    }

    /** Adds up; grows with tables alone. */
    private static final class Count {

        private final AtomicLong organizations = new AtomicLong();
        private final AtomicLong found = new AtomicLong();
        private final AtomicLong rows = new AtomicLong();
        private final List<String> counted;
        private final TreeSet<String> notCounted = new TreeSet<>();

        Count(List<String> counted) {
            this.counted = counted;
        }

        void purged(LedgerEntry closed) {
            organizations.incrementAndGet();
            Facts tables = new Facts(closed.facts()).facts("tables");
            for (String table : tables.values().keySet()) {
                if (tables.facts(table).number("deleted") > 0 && !counted.contains(table)) {
                    notCounted.add(table);
                }
            }
        }

        void found(Map<String, Long> tables) {
            found.incrementAndGet();
            tables.values().forEach(rows::addAndGet);
        }
    }
}
