package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;

/** No rule selects it. */
final class NotDue extends DueDateConstraint {

    @Override
    boolean violatedBy(Organization organization, Lifted lifted) {
        return organization.matches().isEmpty();
    }

    @Override
    Reason reason(Organization organization) {
        return new Reason(ReasonCode.NOT_DUE, null, null, "no due rule matches");
    }
}
