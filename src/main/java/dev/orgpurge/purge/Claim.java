package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The synchronous commit by which a batch's organizations become ours: root rows locked, eligibility asked again, evidence
 * opened. Nothing has been deleted before it.
 */
@Component
final class Claim {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Admission admission;
    private final Ledger ledger;
    private final Evidence evidence;

    Claim(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            OrganizationStore organizations,
            Admission admission,
            Ledger ledger,
            Evidence evidence) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.organizations = organizations;
        this.admission = admission;
        this.ledger = ledger;
        this.evidence = evidence;
    }

    void claim(BatchContext batch) {
        transaction.executeWithoutResult(status -> claimLocked(batch));
    }

    private void claimLocked(BatchContext batch) {
        runs.assertOwned(batch.run());
        KeyTable root = batch.collectSql()
                .keys(batch.tables().step(batch.tables().plan().root()));
        jdbc.sql("select count(*) from (select from " + root.table().name().sql() + " p join " + root.sql() + " k on "
                        + PathSql.same("p", root, "k") + " order by k.n for update of p) l")
                .query(Long.class)
                .single();
        List<Member> members = organizations.members(batch.runId(), batch.batch(), OrganizationStore.PENDING);
        Map<Integer, List<Reason>> dropped = askAgain(batch, members);
        organizations.drop(batch.runId(), dropped, OrganizationStore.BLOCKED);
        if (!dropped.isEmpty()) {
            admission.admit(batch, new ArrayList<>(dropped.keySet()));
        }
        open(batch, organizations.members(batch.runId(), batch.batch(), OrganizationStore.PENDING));
    }

    private Map<Integer, List<Reason>> askAgain(BatchContext batch, List<Member> members) {
        RunContext context = batch.context();
        List<OrganizationId> ids = members.stream().map(Member::id).toList();
        List<Organization> found = context.organizations()
                .findAll(ids, context.run().asOf(), context.run().organization() != null);
        Map<OrganizationId, Verdict> verdicts =
                context.constraints().validate(found, context.run().lifted());
        List<String> owned =
                organizations.purging(ids.stream().map(OrganizationId::value).toList());
        Map<Integer, List<Reason>> dropped = new LinkedHashMap<>();
        for (Member member : members) {
            List<Reason> reasons = new ArrayList<>();
            Verdict verdict = verdicts.get(member.id());
            if (verdict == null) {
                reasons.add(new Reason(ReasonCode.NOT_DUE, null, null, "it is not due any more, or its row is gone"));
            } else {
                reasons.addAll(verdict.reasons());
            }
            if (owned.contains(member.id().value())) {
                reasons.add(new Reason(
                        ReasonCode.ALREADY_PURGING,
                        null,
                        null,
                        "another unfinished run owns it; finish that one first"));
            }
            if (!reasons.isEmpty()) {
                dropped.put(member.ordinal(), reasons);
            }
        }
        return dropped;
    }

    private void open(BatchContext batch, List<Member> members) {
        UUID run = batch.runId();
        List<Integer> ordinals = members.stream().map(Member::ordinal).toList();
        jdbc.sql(
                        "insert into orgpurge.purging (organization, run_id) select unnest(cast(:organizations as text[])), :run")
                .param(
                        "organizations",
                        members.stream().map(m -> m.id().value()).toArray(String[]::new))
                .param("run", run)
                .update();
        organizations.mark(run, ordinals, OrganizationStore.PENDING, OrganizationStore.CLAIMED);
        Map<OrganizationId, Integer> byId = members.stream()
                .collect(Collectors.toMap(Member::id, Member::ordinal, (a, b) -> a, LinkedHashMap::new));
        for (LedgerEntry entry : ledger.appendAll(evidence.opened(batch, members))) {
            Integer ordinal = byId.get(entry.organization());
            if (ordinal != null) {
                organizations.opened(run, ordinal, entry.position());
            }
        }
    }

    /** What the operator lifted, as evidence. */
    static Map<String, @Nullable Object> lifted(Run run) {
        Lifted lifted = run.lifted();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("dependents", lifted.dependents());
        facts.put("grace", lifted.grace());
        facts.put("reason", run.reason());
        return facts;
    }
}
