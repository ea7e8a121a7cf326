package dev.orgpurge.shell;

import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Everybody whom a due rule selects, with the verdict, page after page. */
final class Candidates {

    private static final int PAGE = 2_000;

    private Candidates() {}

    static void each(
            Organizations organizations, ConstraintCheck.Bound constraints, BiConsumer<Organization, Verdict> reader) {
        Instant asOf = organizations.now();
        List<Organization> page = organizations.candidates(asOf, null, PAGE);
        while (!page.isEmpty()) {
            Map<OrganizationId, Verdict> verdicts = constraints.validate(page, Lifted.NOTHING);
            for (Organization organization : page) {
                reader.accept(organization, verdicts.getOrDefault(organization.id(), new Verdict(List.of())));
            }
            page = organizations.candidates(asOf, page.get(page.size() - 1).id(), PAGE);
        }
    }
}
