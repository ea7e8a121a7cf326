package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.Policy;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL that the policy's lines carry, tried on the database before anything relies on it. */
@Component
public final class PolicyConditions {

    private final JdbcClient jdbc;

    PolicyConditions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws dev.orgpurge.problem.Problem usage, if a line's {@code when} is no condition on its table */
    public void check(Catalogue catalogue, Policy policy) {
        List<Policy.TablePolicy> lines = policy.tables();
        for (int i = 0; i < lines.size(); i++) {
            String when = lines.get(i).when();
            if (when != null) {
                SqlSnippet snippet = new SqlSnippet("orgpurge.tables[" + i + "].when", when);
                catalogue.find(lines.get(i).table()).ifPresent(table -> snippet.checkCondition(jdbc, table));
            }
        }
    }
}
