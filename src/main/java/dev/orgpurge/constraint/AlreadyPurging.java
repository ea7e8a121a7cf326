package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.SqlFailure;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An unfinished run owns it. */
final class AlreadyPurging implements DeletionConstraint {

    private final JdbcClient jdbc;

    private AlreadyPurging(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Empty in a database that has seen no run.
     *
     * @throws Problem refused, if this role may not look
     */
    static Optional<AlreadyPurging> in(JdbcClient jdbc) {
        try {
            boolean runs = jdbc.sql("select to_regclass('orgpurge.purging') is not null")
                    .query(Boolean.class)
                    .single();
            return runs ? Optional.of(new AlreadyPurging(jdbc)) : Optional.empty();
        } catch (DataAccessException e) {
            throw refusal(e);
        }
    }

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.ALREADY_PURGING);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        Map<OrganizationId, List<Reason>> violations = new LinkedHashMap<>();
        try {
            jdbc.sql(
                            "select organization, run_id::text from orgpurge.purging where organization = any (:organizations)")
                    .param(
                            "organizations",
                            organizations.stream()
                                    .map(organization -> organization.id().value())
                                    .toArray(String[]::new))
                    .query(row -> {
                        violations.put(
                                new OrganizationId(row.getString(1)),
                                List.of(subject()
                                        .reason("the unfinished run " + row.getString(2)
                                                + " owns it; finish that one first")));
                    });
        } catch (DataAccessException e) {
            throw refusal(e);
        }
        return violations;
    }

    static RuntimeException refusal(DataAccessException e) {
        return SqlFailure.of(e)
                .filter(failure -> failure.sqlState().equals("42501"))
                .<RuntimeException>map(failure -> Problem.refused(
                        "MISSING_PRIVILEGE",
                        "this role may not read the schema orgpurge, so it cannot tell what stands against a purge; run"
                                + " the grants at the end of init --print-sql for it"))
                .orElse(e);
    }
}
