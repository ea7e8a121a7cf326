package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.RuleMatch;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Rules select it, and none of them for long enough. */
final class GracePeriod extends DueDateConstraint {

    @Override
    boolean violatedBy(Organization organization, Lifted lifted) {
        return !lifted.grace()
                && organization.matches().stream().noneMatch(RuleMatch::due)
                && earliestEnd(organization).isPresent();
    }

    @Override
    Reason reason(Organization organization) {
        Instant end = earliestEnd(organization).orElseThrow();
        return new Reason(ReasonCode.GRACE_PERIOD, null, null, "the grace period lasts until " + end);
    }

    private static Optional<Instant> earliestEnd(Organization organization) {
        return organization.matches().stream()
                .flatMap(match -> Optional.ofNullable(match.dueSince()).stream())
                .min(Comparator.naturalOrder());
    }
}
