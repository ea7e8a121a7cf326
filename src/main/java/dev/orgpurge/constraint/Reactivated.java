package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** It was reactivated when an earlier purge had deleted rows of it. Only a person who names it goes on. */
final class Reactivated implements DeletionConstraint {

    private final JdbcClient jdbc;

    private Reactivated(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty in a database that has seen no run. */
    static Optional<Reactivated> in(JdbcClient jdbc) {
        boolean recorded = jdbc.sql("select to_regclass('orgpurge.frozen') is not null")
                .query(Boolean.class)
                .single();
        return recorded ? Optional.of(new Reactivated(jdbc)) : Optional.empty();
    }

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.REACTIVATED_DURING_PURGE);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        Map<OrganizationId, List<Reason>> violations = new LinkedHashMap<>();
        try {
            jdbc.sql("select organization, run_id::text from orgpurge.frozen"
                            + " where organization = any (:organizations) and code = 'REACTIVATED_DURING_PURGE'")
                    .param(
                            "organizations",
                            organizations.stream()
                                    .map(organization -> organization.id().value())
                                    .toArray(String[]::new))
                    .query(row -> {
                        violations.put(
                                new OrganizationId(row.getString(1)),
                                List.of(subject()
                                        .reason("it was reactivated while run " + row.getString(2)
                                                + " deleted its rows; only purge --org-id goes on")));
                    });
        } catch (DataAccessException e) {
            throw AlreadyPurging.refusal(e);
        }
        return violations;
    }

    @Override
    public boolean lifts(Organization organization, Lifted lifted) {
        return lifted.freeze();
    }
}
