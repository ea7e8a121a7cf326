package dev.orgpurge.shell;

import dev.orgpurge.plan.NeededPrivilege;
import dev.orgpurge.plan.PurgePlan;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code init --print-sql} says about the customer's own tables. */
final class NeededGrants {

    static final String UNKNOWN = """

            -- With orgpurge.organization.table and the policy configured, the grants on your own tables stand here.
            """;

    private NeededGrants() {}

    static String of(PurgePlan plan) {
        Stream<String> schemas = plan.privileges().stream()
                .map(needed -> "usage on schema " + needed.table().name().schemaSql())
                .distinct();
        return Stream.concat(schemas, plan.privileges().stream().map(NeededPrivilege::sql))
                .distinct()
                .map(NeededGrants::line)
                .collect(Collectors.joining(
                        "",
                        "\n-- On your own tables, for this policy. What only checks, vetoes and joins of due rules read needs SELECT too.\n",
                        ""));
    }

    /** A name may hold a line break, behind which there is no comment any more. */
    private static String line(String right) {
        return right.chars().anyMatch(Character::isISOControl)
                ? "-- and on a name with a control character, which is better granted by hand: see plan\n"
                : "-- grant " + right + " to orgpurge_runtime;\n";
    }
}
