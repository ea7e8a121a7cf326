package dev.orgpurge.organization;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every due rule and veto says about one organization. It tells what kinds of values were found, never a value.
 *
 * @param rules in the order of the configuration
 * @param vetoes in the order of the configuration
 */
public record Explanation(List<Rule> rules, List<Vetoed> vetoes) {

    public Explanation {
        rules = List.copyOf(rules);
        vetoes = List.copyOf(vetoes);
    }

    /** What a rule says. */
    public enum Outcome {
        DUE,
        /** It matches, and its grace period lasts. */
        GRACE_PERIOD,
        /** All its conditions hold, and its date lies ahead. */
        NOT_YET,
        /** All its conditions hold, and it has no date. */
        DATE_UNKNOWN,
        DOES_NOT_MATCH
    }

    /**
     * One rule.
     *
     * @param dueAt from when it is due; null if that is not known or never
     */
    public record Rule(
            String rule,
            boolean onRequest,
            Outcome outcome,
            @Nullable Instant dueAt,
            List<Part> parts) {

        public Rule {
            parts = List.copyOf(parts);
        }
    }

    /** One veto. */
    public record Vetoed(String veto, boolean protects, List<Part> parts) {

        public Vetoed {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One thing that a rule or veto asks.
     *
     * @param part the configuration's key for it
     * @param about the column, table or SQL it asks about, as configured
     * @param holds what it asks is so
     * @param kind what sort of value was found, such as "null", "past" or "one of the values"
     */
    public record Part(String part, String about, boolean holds, String kind) {}

    /** The first moment at which a rule that is not on request is due, past or to come; empty if none is known. */
    public Optional<Instant> dueAt() {
        return rules.stream()
                .filter(rule -> !rule.onRequest())
                .map(Rule::dueAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }
}
