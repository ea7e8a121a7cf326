package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes one root row by a configured SET list, under its lock. */
final class StateChanges {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final RootTable root;

    StateChanges(JdbcClient jdbc, TransactionTemplate transactions, RootTable root) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.root = root;
    }

    /** Reads one organization as it stands. */
    interface Reading {
        Optional<Organization> now(OrganizationId id);
    }

    Organization apply(Change change, OrganizationId id, Reading reading) {
        try {
            return transactions.execute(status -> locked(change, id, reading));
        } catch (DataAccessException | TransactionException e) {
            throw SqlFailure.of(e)
                    .filter(failure -> !failure.infrastructure())
                    .<RuntimeException>map(failure -> problem(failure, change, id))
                    .orElse(e);
        }
    }

    private Organization locked(Change change, OrganizationId id, Reading reading) {
        boolean holds = lock(change, id).orElseThrow(() -> noSuchOrganization(id));
        Organization before = reading.now(id).orElseThrow(() -> noSuchOrganization(id));
        if (!change.mayBeMade(before, holds)) {
            throw change.refusal().apply(before);
        }
        update(change, id);
        return reading.now(id).orElseThrow(() -> noSuchOrganization(id));
    }

    private void update(Change change, OrganizationId id) {
        int updated = jdbc.sql("update " + root.table().name().sql() + " set "
                        + change.set().bare() + "\n where " + whereKey() + " and " + change.condition())
                .param(id.value())
                .update();
        if (updated != 1) {
            throw new IllegalStateException(change.property() + " changed " + updated + " rows instead of 1 of "
                    + root.table().name() + " for organization " + id + "; nothing was changed");
        }
    }

    private Optional<Boolean> lock(Change change, OrganizationId id) {
        return jdbc.sql("select coalesce(" + change.condition() + ", false) from "
                        + root.table().name().sql() + " where " + whereKey() + " for update")
                .param(id.value())
                .query(Boolean.class)
                .optional();
    }

    private String whereKey() {
        return root.keySql() + " = cast(? as " + root.keyType() + ")";
    }

    private Problem noSuchOrganization(OrganizationId id) {
        return Problem.notFound(
                "NO_SUCH_ORGANIZATION",
                "there is no organization " + id + " in " + root.table().name() + "; check the id");
    }

    private static Problem problem(SqlFailure failure, Change change, OrganizationId id) {
        if (failure.missingPrivilege() && !failure.insideFunction()) {
            return failure.privilegeProblem();
        }
        if (failure.textIsWrong()) {
            return Problem.usage(
                    "CONFIGURATION",
                    change.set().property() + ": PostgreSQL does not accept \""
                            + change.set().text()
                            + "\" as a SET list " + failure.reason() + "; correct the SQL there");
        }
        return Problem.refused(
                "DATABASE_ERROR",
                "the database refused " + change.property() + " for organization " + id + " (" + failure.describe()
                        + "); nothing was changed");
    }
}
