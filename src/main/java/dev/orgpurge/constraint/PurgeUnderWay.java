package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Another purge of it has begun: an unfinished run owns it, or it froze because it was reactivated when rows of it were gone
 * already. The latter is lifted by naming the organization.
 */
final class PurgeUnderWay implements DeletionConstraint {

    private final JdbcClient jdbc;

    PurgeUnderWay(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        if (organizations.isEmpty() || !recorded()) {
            return reasons;
        }
        jdbc.sql("""
                        select organization, run_id::text as run, 'ALREADY_PURGING' as code
                          from orgpurge.purging where organization = any (:ids)
                         union all
                        select organization, run_id::text, code
                          from orgpurge.frozen
                         where organization = any (:ids) and code = 'REACTIVATED_DURING_PURGE' and not :lifted
                        """)
                .param(
                        "ids",
                        organizations.stream().map(one -> one.id().value()).toArray(String[]::new))
                .param("lifted", lifted.freeze())
                .query(row -> {
                    reasons.computeIfAbsent(new OrganizationId(row.getString("organization")), id -> new ArrayList<>())
                            .add(reason(ReasonCode.valueOf(row.getString("code")), row.getString("run")));
                });
        return reasons;
    }

    private static Reason reason(ReasonCode code, String run) {
        return new Reason(
                code,
                null,
                null,
                code == ReasonCode.ALREADY_PURGING
                        ? "the unfinished run " + run + " owns it; finish that one first"
                        : "it was reactivated while run " + run + " deleted its rows; only purge --org-id goes on");
    }

    /** A database without our tables has seen no purge. */
    private boolean recorded() {
        return jdbc.sql("select to_regclass('orgpurge.frozen') is not null")
                .query(Boolean.class)
                .single();
    }
}
