package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes one organization out of the rest of its run: its keys go, so no later statement can touch its rows. */
@Component
final class FailedOrganizations {

    private static final Logger LOG = LoggerFactory.getLogger(FailedOrganizations.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final BatchStore batches;

    FailedOrganizations(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            OrganizationStore organizations,
            BatchStore batches) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.organizations = organizations;
        this.batches = batches;
    }

    /** Fails the organization that a numbered key belongs to; false if the key is gone, because it had failed before. */
    boolean fail(BatchContext batch, KeyTable keys, long n, SqlFailure failure) {
        return failed(
                batch,
                () -> jdbc.sql("select ordinal from " + keys.sql() + " where n = :n")
                        .param("n", n)
                        .query(Integer.class)
                        .optional()
                        .map(guilty -> fail(batch, Map.of(guilty, List.of(reason(failure)))) > 0)
                        .orElse(false));
    }

    /** Fails organizations by their places in the run; false if there is none that had not failed before. */
    boolean fail(BatchContext batch, List<Integer> ordinals, SqlFailure failure) {
        Map<Integer, List<Reason>> reasons =
                ordinals.stream().collect(Collectors.toMap(ordinal -> ordinal, ordinal -> List.of(reason(failure))));
        return failed(batch, () -> fail(batch, reasons) > 0);
    }

    private boolean failed(BatchContext batch, Supplier<Boolean> action) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            runs.assertOwned(batch.run());
            return action.get();
        }));
    }

    private static Reason reason(SqlFailure failure) {
        return new Reason(
                ReasonCode.DATABASE_ERROR,
                failure.table(),
                failure.constraint(),
                "the database refused a statement with SQLSTATE " + failure.sqlState());
    }

    private static String sentence(List<Reason> reasons) {
        return reasons.stream()
                .map(reason ->
                        reason.code() + (reason.table() == null ? "" : " " + reason.table()) + ": " + reason.detail())
                .collect(Collectors.joining("; "));
    }

    int fail(BatchContext batch, Map<Integer, List<Reason>> reasons) {
        reasons.forEach((ordinal, why) ->
                LOG.warn("run {}: organization number {} failed: {}", batch.runId(), ordinal, sentence(why)));
        int failed = organizations.drop(batch.runId(), reasons, OrganizationStore.FAILED);
        batches.forgetKeys(batch.runId(), batch.batch(), reasons.keySet());
        return failed;
    }
}
