package dev.orgpurge.organization;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A root row as the rules see it.
 *
 * @param label for the operator's console only; never in evidence
 * @param matches the rules its row matches, in the order of the configuration
 * @param vetoes names of the vetoes that protect it
 */
public record Organization(OrganizationId id, String label, List<RuleMatch> matches, List<String> vetoes) {

    public Organization {
        matches = List.copyOf(matches);
        vetoes = List.copyOf(vetoes);
    }

    /** The match that speaks for it: a due one first, then one in its grace period, then one without a date. */
    public Optional<RuleMatch> match() {
        return matches.stream()
                .min(Comparator.comparing((RuleMatch match) -> !match.due()).thenComparing(RuleMatch::sinceUnknown));
    }

    public State state() {
        return matches.stream()
                .flatMap(match -> Optional.ofNullable(match.state()).stream())
                .findFirst()
                .orElse(State.ACTIVE);
    }
}
