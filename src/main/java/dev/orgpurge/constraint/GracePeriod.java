package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.RuleMatch;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Rules select it, and none of them for long enough; {@code --ignore-grace} lifts this and nothing else. */
final class GracePeriod extends DueDateConstraint {

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.GRACE_PERIOD);
    }

    @Override
    boolean violatedBy(Organization organization) {
        return organization.matches().stream().noneMatch(RuleMatch::due)
                && earliestEnd(organization).isPresent();
    }

    @Override
    Reason reason(Organization organization) {
        Instant end = earliestEnd(organization).orElseThrow();
        return subject().reason("the grace period lasts until " + end);
    }

    @Override
    public boolean lifts(Organization organization, Lifted lifted) {
        return lifted.grace();
    }

    private static Optional<Instant> earliestEnd(Organization organization) {
        return organization.matches().stream()
                .flatMap(match -> Optional.ofNullable(match.dueSince()).stream())
                .min(Comparator.naturalOrder());
    }
}
