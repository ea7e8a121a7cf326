package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;

/** No rule selects it. */
final class NotDue extends DueDateConstraint {

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.NOT_DUE);
    }

    @Override
    boolean violatedBy(Organization organization) {
        return organization.matches().isEmpty();
    }

    @Override
    Reason reason(Organization organization) {
        return subject().reason("no due rule matches");
    }
}
