package dev.orgpurge.purge;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.purge.OrganizationStore.Basis;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ledger entries that open and close the purge of one organization. */
@Component
final class PurgeEvidence {

    private final JdbcClient jdbc;
    private final EvidenceSettings settings;
    private final LabelDigests labels;
    private final Set<String> forced;

    PurgeEvidence(JdbcClient jdbc, EvidenceSettings settings, LabelDigests labels, RootSettings root) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.labels = labels;
        this.forced =
                root.due().stream().filter(DueRule::force).map(DueRule::rule).collect(Collectors.toSet());
    }

    /** One opening entry per organization of a batch. */
    List<Draft> opened(BatchContext batch, List<Member> members, Judgement judgement) {
        Map<Integer, Map<String, @Nullable Object>> expected = new HashMap<>();
        Map<Integer, Map<String, @Nullable Object>> detaching = new HashMap<>();
        jdbc.sql("""
                        select e.ordinal, n.table_name, n.treatment = 'SET_NULL' as detached, sum(e.rows)::bigint as rows
                          from orgpurge.expected e join orgpurge.run_table n using (run_id, table_no)
                         where e.run_id = :run and e.batch = :batch and e.round = 0
                         group by 1, 2, 3
                        """).param("run", batch.runId()).param("batch", batch.batch()).query(row -> {
            Map<Integer, Map<String, @Nullable Object>> kind = row.getBoolean("detached") ? detaching : expected;
            kind.computeIfAbsent(row.getInt("ordinal"), o -> new HashMap<>())
                    .put(row.getString("table_name"), row.getLong("rows"));
        });
        long holds = standingHolds();
        String salt = labels.salt();
        return members.stream()
                .map(member -> {
                    Map<String, @Nullable Object> facts = opening(batch, member);
                    facts.put("expected", expected.getOrDefault(member.ordinal(), Map.of()));
                    facts.put("detach_expected", detaching.getOrDefault(member.ordinal(), Map.of()));
                    facts.put(
                            "lifted",
                            lifted(batch.run(), member, judgement.verdicts().get(member.id())));
                    facts.put("holds_on_it", 0);
                    facts.put("holds_in_register", holds);
                    facts.putAll(label(salt, member.id(), judgement.labels().get(member.id())));
                    return new Draft(EntryKind.PURGE_OPENED, batch.runId(), member.id(), facts);
                })
                .toList();
    }

    private long standingHolds() {
        return jdbc.sql("""
                        select count(*) from orgpurge.legal_hold h
                         where not exists (select from orgpurge.legal_hold_release r where r.hold_id = h.hold_id)
                        """).query(Long.class).single();
    }

    private Map<String, @Nullable Object> label(String salt, OrganizationId id, @Nullable String label) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("label", settings.labelInClear() ? label : null);
        facts.put("label_digest", label == null ? null : LabelDigests.digest(salt, id, label));
        return facts;
    }

    private static Map<String, @Nullable Object> opening(BatchContext batch, Member member) {
        Map<String, @Nullable Object> facts = basis(member.basis());
        facts.put("batch", batch.batch());
        facts.put("attempt", batch.run().restarts() + 1);
        facts.put("plan_digest", batch.run().planDigest());
        facts.put(
                "constraints_checked",
                Arrays.stream(ReasonCode.values())
                        .filter(ReasonCode::isConstraint)
                        .map(Enum::name)
                        .toList());
        return facts;
    }

    /** What could be lifted, and the constraints that would have blocked without it; who asked stands in RUN_STARTED. */
    private Map<String, @Nullable Object> lifted(Run run, Member member, @Nullable Verdict verdict) {
        Map<String, @Nullable Object> lifted = Facts.lifted(run);
        lifted.put(
                "dependents_by_rule",
                forced.contains(String.valueOf(member.basis().rule())));
        lifted.put("constraints", Facts.reasons(verdict == null ? List.of() : verdict.lifted()));
        return lifted;
    }

    private static Map<String, @Nullable Object> basis(Basis basis) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("rule", basis.rule());
        facts.put("state", basis.state());
        facts.put("since", Facts.time(basis.since()));
        facts.put("due_since", Facts.time(basis.dueSince()));
        return facts;
    }

    /** What a recount saw, from where. */
    Map<String, @Nullable Object> recount() {
        return jdbc.sql("""
                        select current_user::text as role, current_setting('row_security') as row_security,
                               pg_current_wal_lsn()::text as wal_lsn,
                               to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
                        """)
                .query((row, i) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("role", row.getString("role"));
                    facts.put("row_security", row.getString("row_security"));
                    facts.put("wal_lsn", row.getString("wal_lsn"));
                    facts.put("at", row.getString("at"));
                    return facts;
                })
                .single();
    }

    /**
     * How a batch was counted again.
     *
     * @param topUps how often it had been collected again for late rows
     */
    record Recounted(Map<String, @Nullable Object> facts, int topUps) {}

    /** Eligibility asked again, and labels, as the root rows stood under their locks. */
    record Judgement(Map<OrganizationId, Verdict> verdicts, Map<OrganizationId, String> labels) {}

    /** @param retries chunks of the run tried again in this process so far, by SQLSTATE */
    Draft closed(Run run, Member member, List<TableTotals> totals, Recounted recount, Map<String, Integer> retries) {
        Map<String, @Nullable Object> counted = new LinkedHashMap<>(recount.facts());
        counted.put(
                "rows_remaining",
                totals.stream().mapToLong(TableTotals::remaining).sum());
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", run.restarts() + 1);
        facts.put("opened_position", member.openedAt());
        facts.put("tables", tables(totals));
        facts.put("detached", detached(totals));
        facts.put("recount", counted);
        facts.put("top_ups", recount.topUps());
        facts.put("restarts", run.restarts());
        facts.put("retries", new HashMap<>(retries));
        facts.put("rows", totals.stream().mapToLong(TableTotals::deleted).sum());
        return new Draft(EntryKind.PURGE_CLOSED, run.id(), member.id(), facts);
    }

    /** A table that an earlier plan deleted from and this one retains has figures of both, under the method of this one. */
    private static Map<String, @Nullable Object> tables(List<TableTotals> totals) {
        Map<String, TableTotals> byName = new LinkedHashMap<>();
        totals.stream()
                .filter(table -> table.treatment() != Treatment.SET_NULL)
                .forEach(table -> byName.merge(table.table(), table, TableTotals::and));
        Map<String, @Nullable Object> tables = new LinkedHashMap<>();
        byName.forEach((name, table) -> tables.put(name, figures(table)));
        return tables;
    }

    private static Map<String, @Nullable Object> figures(TableTotals table) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("method", table.treatment().name());
        facts.put("expected", table.expected());
        facts.put("late", table.late());
        facts.put("deleted", table.deleted());
        facts.put("detached", table.detached());
        facts.put("moved", table.moved());
        facts.put("retained", table.retained());
        facts.put("remaining", table.remaining());
        facts.put("chunks", table.chunks());
        facts.put("first_at", Facts.time(table.firstAt()));
        facts.put("last_at", Facts.time(table.lastAt()));
        if (table.ground() != null) {
            facts.put("ground", table.ground());
        }
        return facts;
    }

    private static Map<String, @Nullable Object> detached(List<TableTotals> totals) {
        Map<String, @Nullable Object> detached = new LinkedHashMap<>();
        for (TableTotals table : totals) {
            if (table.treatment() == Treatment.SET_NULL) {
                detached.merge(table.table(), table.detached(), (a, b) -> (long) a + (long) b);
            }
        }
        return detached;
    }

    Draft failed(Run run, Member member, List<TableTotals> totals) {
        return new Draft(EntryKind.PURGE_FAILED, run.id(), member.id(), unfinished(run, member, totals));
    }

    /** @param status frozen, or blocked if nothing had been deleted yet */
    Draft frozen(Run run, Member member, String status, List<TableTotals> totals) {
        Map<String, @Nullable Object> facts = unfinished(run, member, totals);
        facts.put("status", status);
        return new Draft(EntryKind.PURGE_FROZEN, run.id(), member.id(), facts);
    }

    private static Map<String, @Nullable Object> unfinished(Run run, Member member, List<TableTotals> totals) {
        Map<String, @Nullable Object> deleted = new LinkedHashMap<>();
        totals.stream()
                .filter(t -> t.treatment() == Treatment.DELETE)
                .forEach(t -> deleted.put(t.table(), t.deleted()));
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", run.restarts() + 1);
        facts.put("reasons", Facts.reasons(member.reasons()));
        facts.put("deleted", deleted);
        facts.put("detached", detached(totals));
        return facts;
    }
}
