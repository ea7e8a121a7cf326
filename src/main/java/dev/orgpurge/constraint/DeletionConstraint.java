package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;

/** A condition that must hold before an organization may go. */
interface DeletionConstraint {

    /** The reasons of those that break it; who is absent passes. One question for all of them. */
    Map<OrganizationId, List<Reason>> violations(List<Organization> organizations, Lifted lifted);
}
