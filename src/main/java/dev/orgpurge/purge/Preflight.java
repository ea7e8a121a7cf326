package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.organization.LegalHolds;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.OrganizationSource;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.PurgeRuns.OrganizationRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What must be known and in order before any job starts: own schema, catalogue, plan, constraints. */
@Component
final class Preflight {

    private final OwnSchema ownSchema;
    private final CatalogueReader reader;
    private final OrganizationSource source;
    private final ConstraintCheck constraints;
    private final Policy policy;
    private final PolicyConditions conditions;
    private final OrganizationStore stored;
    private final LegalHolds holds;
    private final JdbcClient jdbc;

    Preflight(
            OwnSchema ownSchema,
            CatalogueReader reader,
            OrganizationSource source,
            ConstraintCheck constraints,
            Policy policy,
            PolicyConditions conditions,
            OrganizationStore stored,
            LegalHolds holds,
            JdbcClient jdbc) {
        this.ownSchema = ownSchema;
        this.reader = reader;
        this.source = source;
        this.constraints = constraints;
        this.policy = policy;
        this.conditions = conditions;
        this.stored = stored;
        this.holds = holds;
        this.jdbc = jdbc;
    }

    /** The database as it is now, and what the configuration makes of it. */
    record Ready(Catalogue catalogue, Organizations organizations, PurgePlan plan, ConstraintCheck.Bound constraints) {}

    void ensureOwnSchema() {
        ownSchema.ensure();
        ownSchema.requireRuntime();
    }

    /** @throws Problem refused, if this role could not carry a run out */
    void requireRuntime() {
        ownSchema.requireRuntime();
    }

    boolean ownSchemaExists() {
        return ownSchema.usable();
    }

    /**
     * Ready to start.
     *
     * @throws Problem refused, if the plan has error findings
     */
    Ready ready() {
        Ready ready = look();
        requireExecutable(ready);
        return ready;
    }

    static void requireExecutable(Ready ready) {
        List<Finding> errors = ready.plan().findings().stream()
                .filter(finding -> finding.level() == Finding.Level.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            String first = errors.stream().limit(3).map(Preflight::sentence).collect(Collectors.joining("; "));
            String more = errors.size() > 3 ? "; and " + (errors.size() - 3) + " more, see plan" : "";
            throw Problem.refused(errors.get(0).code().name(), "the plan cannot be executed: " + first + more);
        }
    }

    private static String sentence(Finding finding) {
        String where = finding.table() + (finding.constraint() == null ? "" : " " + finding.constraint());
        return finding.code() + " " + where + " " + finding.detail();
    }

    /** The plan as it is, executable or not: to go on with a run, what matters first is whether it is still the same. */
    Ready look() {
        Catalogue catalogue = reader.read();
        Organizations organizations = source.open(catalogue);
        conditions.check(catalogue, policy);
        RootTable root = organizations.root();
        PurgePlan plan = Planner.plan(catalogue, root.table(), root.key(), policy);
        return new Ready(catalogue, organizations, plan, constraints.bind(catalogue, organizations, plan));
    }

    Optional<UUID> purgedIn(OrganizationId organization) {
        return ownSchemaExists() ? stored.purgedIn(organization) : Optional.empty();
    }

    OrganizationRows rows(String written) {
        Ready ready = look();
        OrganizationId id = ready.organizations().parse(written);
        boolean exists =
                ready.organizations().find(id, ready.organizations().now()).isPresent();
        boolean known = ownSchemaExists();
        Optional<UUID> purgedIn = known ? stored.purgedIn(id) : Optional.empty();
        if (!exists && purgedIn.isEmpty()) {
            throw Problem.notFound("NO_SUCH_ORGANIZATION", "there is no organization " + id + " and none was purged");
        }
        return new OrganizationRows(
                id,
                ready.constraints().dependents(id),
                tables(ready.plan(), id),
                known ? stored.purgingIn(id).orElse(null) : null,
                known ? stored.frozenIn(id).orElse(null) : null,
                exists ? null : purgedIn.get(),
                Stream.concat(holds.standing(id).stream(), holds.standing(null).stream())
                        .toList());
    }

    private Map<String, Long> tables(PurgePlan plan, OrganizationId id) {
        PlanTables tables = new PlanTables(plan);
        Map<String, Long> rows = new LinkedHashMap<>();
        for (PlanStep step : plan.steps()) {
            long count = jdbc.sql(CheckSql.rowsOf(tables, step))
                    .param("organization", id.value())
                    .query(Long.class)
                    .single();
            if (count > 0) {
                rows.put(step.table().name().toString(), count);
            }
        }
        return rows;
    }
}
