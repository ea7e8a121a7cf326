package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.Appended;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.OrganizationStore.Given;
import dev.orgpurge.purge.OrganizationStore.Member;
import dev.orgpurge.purge.PurgeEvidence.Judgement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The synchronous commit by which a batch's organizations become ours: root rows locked, eligibility asked again, evidence
 * opened. Nothing has been deleted before it.
 */
@Component
final class Claim {

    private static final int ATTEMPTS = 4;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Admission admission;
    private final BatchStore batches;
    private final Ledger ledger;
    private final PurgeEvidence evidence;
    private final ChunkGate gate;

    Claim(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            OrganizationStore organizations,
            Admission admission,
            BatchStore batches,
            Ledger ledger,
            PurgeEvidence evidence,
            ChunkGate gate) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.organizations = organizations;
        this.admission = admission;
        this.batches = batches;
        this.ledger = ledger;
        this.evidence = evidence;
        this.gate = gate;
    }

    /** Waits a while for root rows that somebody else holds; whose row is held even then is left out, as failed. */
    void claim(BatchContext batch) {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                transaction.executeWithoutResult(status -> claimLocked(batch, ""));
                return;
            } catch (DataAccessException | TransactionException e) {
                SqlFailure failure = SqlFailure.of(e);
                if (!failure.lockNotHad()) {
                    throw e;
                }
                batch.context().retried(failure.sqlState());
            }
        }
        transaction.executeWithoutResult(status -> claimLocked(batch, " skip locked"));
    }

    private void claimLocked(BatchContext batch, String waiting) {
        gate.enter("set local lock_timeout = '2s'");
        runs.assertOwned(batch.run());
        KeyTable root = batch.collectSql()
                .keys(batch.tables().step(batch.tables().plan().root()));
        List<Integer> locked = jdbc.sql(
                        "select k.ordinal from " + root.table().name().sql() + " p join " + root.sql() + " k on "
                                + PathSql.same("p", root, "k") + " order by k.n for update of p" + waiting)
                .query((row, i) -> row.getInt(1))
                .list();
        List<Member> members = organizations.members(batch.runId(), batch.batch(), OrganizationStore.PENDING);
        Judgement judgement = askAgain(batch, members);
        Map<Integer, List<Reason>> dropped = dropped(batch, members, judgement.verdicts());
        Map<Integer, List<Reason>> held = held(members, locked, dropped.keySet());
        ledger.appendAll(leftOut(batch, members, dropped));
        organizations.drop(batch.runId(), dropped, OrganizationStore.BLOCKED);
        organizations.drop(batch.runId(), held, OrganizationStore.FAILED);
        List<Integer> staying = new ArrayList<>(dropped.keySet());
        staying.addAll(held.keySet());
        if (!staying.isEmpty()) {
            admission.admit(batch, staying);
        }
        open(batch, organizations.members(batch.runId(), batch.batch(), OrganizationStore.PENDING), judgement);
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        batches.keep(batch.runId(), batch.batch(), batch.checkSql().recount(kept));
    }

    private static Map<Integer, List<Reason>> held(
            List<Member> members, List<Integer> locked, Collection<Integer> dropped) {
        Map<Integer, List<Reason>> held = new LinkedHashMap<>();
        Set<Integer> mine = new HashSet<>(locked);
        for (Member member : members) {
            if (!mine.contains(member.ordinal()) && !dropped.contains(member.ordinal())) {
                Reason reason = new Reason(
                        ReasonCode.DATABASE_ERROR,
                        null,
                        null,
                        "another session holds its row (SQLSTATE " + SqlFailure.LOCK_NOT_AVAILABLE + ")");
                held.put(member.ordinal(), List.of(reason));
            }
        }
        return held;
    }

    /** Who is not due any more, or whose row is gone, is absent. */
    private static Judgement askAgain(BatchContext batch, List<Member> members) {
        RunContext context = batch.context();
        List<OrganizationId> ids = members.stream().map(Member::id).toList();
        List<Organization> found = context.organizations()
                .findAll(ids, context.run().asOf(), context.run().named());
        return new Judgement(
                context.constraints().validate(found, context.run().lifting()),
                found.stream().collect(Collectors.toMap(Organization::id, Organization::label)));
    }

    private List<Draft> leftOut(BatchContext batch, List<Member> members, Map<Integer, List<Reason>> dropped) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        for (Member member : members) {
            List<Reason> why = dropped.get(member.ordinal());
            if (why != null) {
                reasons.put(member.id(), why);
            }
        }
        return SelectionEvidence.leftOut(batch, reasons);
    }

    private Map<Integer, List<Reason>> dropped(
            BatchContext batch, List<Member> members, Map<OrganizationId, Verdict> verdicts) {
        List<OrganizationId> absent = members.stream()
                .map(Member::id)
                .filter(id -> !verdicts.containsKey(id))
                .toList();
        Map<OrganizationId, UUID> purged =
                absent.isEmpty() ? Map.of() : organizations.purgedMeanwhile(batch.runId(), absent);
        Map<Integer, List<Reason>> dropped = new LinkedHashMap<>();
        for (Member member : members) {
            Verdict verdict = verdicts.get(member.id());
            if (batch.context().night().leaves(member.id())) {
                dropped.put(member.ordinal(), List.of(Night.LEFT));
            } else if (verdict == null) {
                dropped.put(member.ordinal(), List.of(absent(purged.get(member.id()))));
            } else if (!verdict.eligible()) {
                dropped.put(member.ordinal(), verdict.reasons());
            }
        }
        return dropped;
    }

    private static Reason absent(@Nullable UUID purgedIn) {
        String why = purgedIn == null
                ? "it is not due any more, or its row is gone"
                : "run " + purgedIn + " purged it meanwhile; the certificate is there";
        return new Reason(ReasonCode.NOT_DUE, null, null, why);
    }

    private void open(BatchContext batch, List<Member> members, Judgement judgement) {
        UUID run = batch.runId();
        jdbc.sql(
                        "insert into orgpurge.purging (organization, run_id) select unnest(cast(:organizations as text[])), :run")
                .param(
                        "organizations",
                        members.stream().map(m -> m.id().value()).toArray(String[]::new))
                .param("run", run)
                .update();
        jdbc.sql("delete from orgpurge.frozen where organization = any (cast(:organizations as text[]))")
                .param(
                        "organizations",
                        members.stream().map(m -> m.id().value()).toArray(String[]::new))
                .update();
        List<Appended> entries = ledger.appendAll(evidence.opened(batch, members, judgement));
        List<Given<Long>> positions = IntStream.range(0, members.size())
                .mapToObj(i ->
                        new Given<>(members.get(i).ordinal(), entries.get(i).position()))
                .toList();
        organizations.claimed(run, positions);
    }
}
