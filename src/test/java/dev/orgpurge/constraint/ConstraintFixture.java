package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.PurgePlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks constraints of a database. */
final class ConstraintFixture {

    static final Instant AS_OF = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDatabase database;
    private final Catalogue catalogue;
    private final Organizations organizations;
    private PurgePlan plan;

    ConstraintFixture(TestDatabase database, RootSettings root) {
        this.database = database;
        this.catalogue = CatalogueFixture.read(database.dataSource());
        this.organizations = OrganizationFixture.open(database, root);
        this.plan = Planner.plan(
                catalogue, organizations.root().table(), organizations.root().key(), new Policy(List.of(), List.of()));
    }

    PlanByHand byHand() {
        return new PlanByHand(catalogue, organizations.root());
    }

    ConstraintFixture with(PlanByHand byHand) {
        plan = byHand.plan();
        return this;
    }

    ConstraintCheck.Bound bind(List<String> dependents, Check... checks) {
        return new ConstraintCheck(database.jdbc(), new ConstraintSettings(dependents, List.of(checks)))
                .bind(catalogue, organizations, plan);
    }

    List<Organization> named(String... ids) {
        return organizations.findAll(Stream.of(ids).map(OrganizationId::new).toList(), AS_OF, true);
    }

    List<Organization> candidates(int limit) {
        return organizations.candidates(AS_OF, null, limit);
    }

    /** One line per organization: id and {@code CODE table constraint detail} of every reason. */
    static List<String> told(Map<OrganizationId, Verdict> verdicts) {
        return verdicts.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + entry.getValue().reasons().stream()
                                .map(ConstraintFixture::told)
                                .collect(Collectors.joining("; ")))
                .toList();
    }

    private static String told(Reason reason) {
        return Stream.of(reason.code().name(), reason.table(), reason.constraint(), reason.detail())
                .filter(part -> part != null)
                .collect(Collectors.joining(" | "));
    }
}
