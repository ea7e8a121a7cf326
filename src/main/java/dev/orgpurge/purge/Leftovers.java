package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.purge.OrganizationStore.Member;
import dev.orgpurge.purge.Totals.Remaining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts what still hangs off the kept keys of a batch, and fails whoever is not gone after all rounds. */
@Component
final class Leftovers {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final FailedOrganizations failures;

    Leftovers(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            FailedOrganizations failures) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.failures = failures;
    }

    /** Marks kept rows that live on under another owner, so that nobody takes what hangs off them for left. */
    void markMoved(BatchContext batch) {
        questions(batch).stream()
                .filter(question -> question.kind() == Question.Kind.MARK_MOVED)
                .forEach(question -> jdbc.sql(question.sql()).update());
    }

    /** Rows left per organization and table, children first; kept rows that live on under another owner are marked. */
    List<Remaining> count(List<Question> questions) {
        List<Remaining> remaining = new ArrayList<>();
        for (Question question : questions) {
            if (question.kind() == Question.Kind.MARK_MOVED) {
                jdbc.sql(question.sql()).update();
            } else if (question.kind() == Question.Kind.REMAINING) {
                batches.counts(question.sql())
                        .forEach((ordinal, rows) -> remaining.add(new Remaining(ordinal, question.tableNo(), rows)));
            }
        }
        return remaining;
    }

    /** The recount that fits the batch's plan and keys as they are now. */
    List<Question> questions(BatchContext batch) {
        return batch.checkSql().recount(batches.keyRows(batch.runId(), batch.batch()));
    }

    /** Fails the organizations that are still not deleted, and names the tables whose rows stayed. */
    void fail(BatchContext batch) {
        List<Member> left = organizations.members(batch.runId(), batch.batch(), OrganizationStore.CLAIMED);
        if (!left.isEmpty()) {
            transaction.executeWithoutResult(status -> {
                runs.assertOwned(batch.run());
                List<Remaining> remaining = count(questions(batch));
                Map<Integer, List<Reason>> reasons = new LinkedHashMap<>();
                left.forEach(member -> reasons.put(member.ordinal(), reasons(batch, member, remaining)));
                failures.fail(batch, reasons);
            });
        }
    }

    /** Where rows below it are left, the organization's own row is the consequence and not worth a word. */
    private static List<Reason> reasons(BatchContext batch, Member member, List<Remaining> remaining) {
        PlanTables tables = batch.tables();
        List<Reason> below = new ArrayList<>();
        for (PlanStep step : tables.deleted()) {
            remaining.stream()
                    .filter(one -> one.ordinal() == member.ordinal() && one.tableNo() == step.order())
                    .filter(one -> !step.isRoot() && one.rows() > 0)
                    .forEach(one -> below.add(reason(
                            step,
                            one.rows() + (one.rows() == 1 ? " row was" : " rows were")
                                    + " left: they kept arriving, a trigger keeps them, or something that is not"
                                    + " owned refers to them")));
        }
        return below.isEmpty()
                ? List.of(reason(
                        tables.step(tables.plan().root()),
                        "rows that refer to it kept arriving, or something that is not owned refers to it"))
                : below;
    }

    private static Reason reason(PlanStep step, String detail) {
        return new Reason(ReasonCode.ROWS_REMAIN, step.table().name().toString(), null, detail);
    }
}
