package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.RuleMatch;

/** Every rule that selects it needs a date that its row does not have. */
final class DueDateUnknown extends DueDateConstraint {

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.DUE_DATE_UNKNOWN);
    }

    @Override
    boolean violatedBy(Organization organization) {
        return !organization.matches().isEmpty()
                && organization.matches().stream().allMatch(RuleMatch::sinceUnknown);
    }

    @Override
    Reason reason(Organization organization) {
        return subject().reason("the row has no date that its grace period could begin at");
    }
}
