package dev.orgpurge.organization;

import dev.orgpurge.organization.RootSettings.StateChange;
import dev.orgpurge.problem.Problem;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A configured change of the root row's state.
 *
 * @param property where it stands in the configuration
 * @param when the condition it needs; absent: the organization's state decides
 * @param from the states it may start from, where no condition is configured
 * @param refusal what is said if it may not be made
 */
record Change(
        String property,
        Optional<SqlSnippet> when,
        SqlSnippet set,
        Predicate<State> from,
        Function<Organization, Problem> refusal) {

    private static final String PREFIX = "orgpurge.organization.";

    static Optional<Change> deactivation(RootSettings settings) {
        return of(PREFIX + "deactivate", settings.deactivate(), state -> state == State.ACTIVE, Change::notActive);
    }

    static Optional<Change> reactivation(RootSettings settings) {
        return of(PREFIX + "reactivate", settings.reactivate(), state -> state != State.ACTIVE, Change::notDeactivated);
    }

    private static Optional<Change> of(
            String property,
            @Nullable StateChange change,
            Predicate<State> from,
            Function<Organization, Problem> refusal) {
        return Optional.ofNullable(change)
                .map(configured -> new Change(
                        property,
                        Optional.ofNullable(configured.when()).map(when -> new SqlSnippet(property + ".when", when)),
                        new SqlSnippet(property + ".set", configured.set()),
                        from,
                        refusal));
    }

    boolean mayBeMade(Organization organization, boolean conditionHolds) {
        return when.isPresent() ? conditionHolds : from.test(organization.state());
    }

    /** The condition in parentheses. */
    String condition() {
        return when.map(SqlSnippet::sql).orElse("true");
    }

    private static Problem notActive(Organization organization) {
        return organization.state() == State.DEACTIVATED
                ? Problem.refused(
                        "ALREADY_DEACTIVATED",
                        "organization " + organization.id() + " is deactivated already; there is nothing to do")
                : Problem.refused(
                        "NOT_ACTIVE",
                        "organization " + organization.id()
                                + " is not active as orgpurge.organization.deactivate understands it; nothing was changed");
    }

    private static Problem notDeactivated(Organization organization) {
        return Problem.refused(
                "NOT_DEACTIVATED",
                "organization " + organization.id() + " is not deactivated; there is nothing to take back");
    }
}
