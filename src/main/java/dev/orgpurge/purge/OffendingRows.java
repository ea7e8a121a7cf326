package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A few keys of the rows that keep an organization back, as they stand now. For a person's eyes alone: a key may be an
 * address or a name, so none of them may get into the ledger, a log or a file.
 */
@Component
final class OffendingRows {

    private static final Logger LOG = LoggerFactory.getLogger(OffendingRows.class);
    private static final int MOST = 5;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate transaction;

    OffendingRows(JdbcClient jdbc, JdbcTemplate template, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.template = template;
        this.transaction = transaction;
    }

    /** Empty if there are none any more, if their table has no key, or if looking takes too long. */
    List<String> keys(PlanTables tables, OrganizationId organization, Reason reason) {
        Optional<Relation> relation = relation(tables, reason)
                .filter(found -> found.child().identity().isPresent());
        if (relation.isEmpty()) {
            return List.of();
        }
        try {
            return transaction.execute(status -> {
                template.execute("set local statement_timeout = '3s'; set transaction read only");
                List<String> keys = ask(CheckSql.referringFromOutside(tables, relation.get()), organization);
                return keys.isEmpty() ? ask(CheckSql.referringOutside(tables, relation.get()), organization) : keys;
            });
        } catch (DataAccessException e) {
            LOG.debug(
                    "no keys are shown of {}: SQLSTATE {}",
                    reason.table(),
                    SqlFailure.of(e).sqlState());
            return List.of();
        }
    }

    private static Optional<Relation> relation(PlanTables tables, Reason reason) {
        return Stream.concat(
                        tables.plan().references().stream().map(Reference::relation),
                        tables.plan().steps().stream().map(PlanStep::ownership).flatMap(List::stream))
                .filter(relation -> relation.child().name().toString().equals(reason.table())
                        && relation.name().equals(reason.constraint()))
                .findFirst();
    }

    private List<String> ask(String question, OrganizationId organization) {
        return jdbc.sql(question)
                .param("organization", organization.value())
                .param("most", MOST)
                .query((row, i) -> row.getString(1))
                .list();
    }
}
