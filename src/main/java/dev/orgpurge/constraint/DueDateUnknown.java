package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.RuleMatch;

/** Every rule that selects it needs a date that its row does not have. */
final class DueDateUnknown extends DueDateConstraint {

    @Override
    boolean violatedBy(Organization organization, Lifted lifted) {
        return !organization.matches().isEmpty()
                && organization.matches().stream().allMatch(RuleMatch::sinceUnknown);
    }

    @Override
    Reason reason(Organization organization) {
        return new Reason(
                ReasonCode.DUE_DATE_UNKNOWN, null, null, "the row has no date that its grace period could begin at");
    }
}
