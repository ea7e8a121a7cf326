package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.organization.LegalHolds;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.plan.PurgePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks every deletion constraint. */
@Component
public final class ConstraintCheck {

    private final JdbcClient jdbc;
    private final ConstraintSettings settings;

    ConstraintCheck(JdbcClient jdbc, ConstraintSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Binds the configured constraints to a catalogue and plan.
     *
     * @throws dev.orgpurge.problem.Problem usage, if a named table does not exist, hangs off no organization, or a
     *     predicate is no SQL that the table understands
     */
    public Bound bind(Catalogue catalogue, Organizations organizations, PurgePlan plan) {
        ConstraintBinding binding = new ConstraintBinding(jdbc, catalogue, organizations.root(), plan);
        List<DeletionConstraint> others = new ArrayList<>(binding.checks(settings.checks()));
        others.addAll(binding.retained());
        AlreadyPurging.in(jdbc).ifPresent(others::add);
        Reactivated.in(jdbc).ifPresent(others::add);
        return new BoundConstraints(new Held(new LegalHolds(jdbc)), binding.dependents(settings.dependents()), others);
    }

    /** The constraints of one plan. */
    public interface Bound {

        /** All verdicts, each with all its reasons, in the order given; set-wise. */
        Map<OrganizationId, Verdict> validate(List<Organization> organizations, Lifted lifted);

        /** Those of them that the due rules do not select any more, with the reasons. */
        Map<OrganizationId, List<Reason>> notDue(List<Organization> organizations, Lifted lifted);

        /** Those of them on which a legal hold stands, with a reason for each hold. */
        Map<OrganizationId, List<Reason>> held(Collection<OrganizationId> organizations);

        /** What each constraint says about one organization, holding ones too, if nobody lifts anything. */
        List<ConstraintOutcome> explain(Organization organization);

        /** Rows per dependents table of one organization, keyed by {@code schema.table}. */
        Map<String, Long> dependents(OrganizationId id);
    }
}
