package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A condition that must hold before an organization may go. */
interface DeletionConstraint {

    /** What is told of it whether it holds or not. */
    Subject subject();

    /** The reasons of those that break it; who is absent passes. One question for all of them. */
    Map<OrganizationId, List<Reason>> violations(List<Organization> organizations);

    /** Somebody, or the rule that selects the organization, sets it aside. */
    default boolean lifts(Organization organization, Lifted lifted) {
        return false;
    }

    /**
     * What a constraint is about.
     *
     * @param code of the reasons it gives
     * @param table where one is concerned
     * @param constraint name of the database's or the configuration's constraint, where one is concerned
     */
    record Subject(
            ReasonCode code,
            @Nullable String table,
            @Nullable String constraint) {

        static Subject of(ReasonCode code) {
            return new Subject(code, null, null);
        }

        Reason reason(String detail) {
            return new Reason(code, table, constraint, detail);
        }
    }
}
