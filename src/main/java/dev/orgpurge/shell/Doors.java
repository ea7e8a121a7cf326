package dev.orgpurge.shell;

import dev.orgpurge.access.ApiKeys;
import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.catalogue.FrequentValues;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.organization.OrganizationSource;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.PolicySuggestion;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.purge.HoldPlacement;
import dev.orgpurge.purge.Maintenance;
import dev.orgpurge.purge.PaceControl;
import dev.orgpurge.purge.PolicyConditions;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.Reverification;
import dev.orgpurge.purge.RunControl;
import dev.orgpurge.report.Auditor;
import dev.orgpurge.report.EvidencePack;
import dev.orgpurge.report.Reports;
import dev.orgpurge.report.RunReports;
import java.util.Optional;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The other rooms, opened only when a command walks in. */
@Component
final class Doors {

    static final String PROVIDER_COLUMN = "orgpurge.http.provider-column";

    private final BeanFactory beans;

    Doors(BeanFactory beans) {
        this.beans = beans;
    }

    /** The database as it is, its organizations, and what would be done with them. */
    Site site() {
        Catalogue catalogue = beans.getBean(CatalogueReader.class).read();
        Organizations organizations = beans.getBean(OrganizationSource.class).open(catalogue);
        Policy policy = beans.getBean(Policy.class);
        beans.getBean(PolicyConditions.class).check(catalogue, policy);
        PurgePlan plan = Planner.plan(
                catalogue, organizations.root().table(), organizations.root().key(), policy);
        return new Site(catalogue, organizations, plan);
    }

    /** The plan, if the configuration names a table of organizations. */
    Optional<PurgePlan> configuredPlan() {
        return beans.getBean(Environment.class).containsProperty("orgpurge.organization.table")
                ? Optional.of(site().plan())
                : Optional.empty();
    }

    /** The column of the root table that names an organization's provider, if one is configured. */
    Optional<String> providerColumn() {
        return Optional.ofNullable(beans.getBean(Environment.class).getProperty(PROVIDER_COLUMN))
                .map(String::strip)
                .filter(column -> !column.isEmpty());
    }

    /** The organizations alone, without a plan for them. */
    Organizations organizations() {
        return beans.getBean(OrganizationSource.class)
                .open(beans.getBean(CatalogueReader.class).read());
    }

    /** A policy for the database as it is, whatever is configured. */
    Suggestion suggestion(String table) {
        Catalogue catalogue = beans.getBean(CatalogueReader.class).read();
        RootGuess root = RootGuess.of(catalogue, table);
        FrequentValues values = beans.getBean(FrequentValues.class);
        return new Suggestion(catalogue, PolicySuggestion.of(catalogue, root.table(), root.key(), values::of));
    }

    ConstraintCheck.Bound constraints(Site site) {
        return beans.getBean(ConstraintCheck.class).bind(site.catalogue(), site.organizations(), site.plan());
    }

    PurgeRuns runs() {
        return beans.getBean(PurgeRuns.class);
    }

    HoldPlacement holds() {
        return beans.getBean(HoldPlacement.class);
    }

    RunControl control() {
        return beans.getBean(RunControl.class);
    }

    PaceControl pace() {
        return beans.getBean(PaceControl.class);
    }

    Maintenance maintenance() {
        return beans.getBean(Maintenance.class);
    }

    Ledger ledger() {
        return beans.getBean(Ledger.class);
    }

    OwnSchema ownSchema() {
        return beans.getBean(OwnSchema.class);
    }

    ApiKeys apiKeys() {
        return beans.getBean(ApiKeys.class);
    }

    Auditor auditor() {
        return beans.getBean(Auditor.class);
    }

    Reports reports() {
        return beans.getBean(Reports.class);
    }

    RunReports runReports() {
        return beans.getBean(RunReports.class);
    }

    EvidencePack evidencePack() {
        return beans.getBean(EvidencePack.class);
    }

    Reverification reverification() {
        return beans.getBean(Reverification.class);
    }

    TransactionTemplate transaction() {
        return beans.getBean(TransactionTemplate.class);
    }

    /** One reading of the database. */
    record Site(Catalogue catalogue, Organizations organizations, PurgePlan plan) {}

    /** What a reading of the database suggests. */
    record Suggestion(Catalogue catalogue, PolicySuggestion policy) {}
}
