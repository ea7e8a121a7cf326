package dev.orgpurge.shell;

import dev.orgpurge.constraint.ConstraintOutcome;
import dev.orgpurge.organization.Explanation;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** Why an organization goes or stays. */
@Component
final class ExplainCommand {

    private final Doors doors;
    private final Output output;

    ExplainCommand(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "explain",
            group = Vocabulary.Groups.LOOK,
            description = "every rule, veto and constraint for one organization, and when it will be due",
            help = "explain --org-id 42")
    void explain(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId) {
        Doors.Site site = doors.site();
        Organizations organizations = site.organizations();
        OrganizationId id = organizations.parse(orgId);
        Instant asOf = organizations.now();
        Optional<Explanation> explanation = organizations.explain(id, asOf);
        Optional<Organization> found = organizations.find(id, asOf);
        Optional<UUID> purgedIn = doors.runs().purgedIn(id);
        if (found.isEmpty() && purgedIn.isEmpty()) {
            throw Problem.notFound(
                    "NO_SUCH_ORGANIZATION",
                    "there is no organization " + id + " in "
                            + organizations.root().table().name()
                            + " and none was purged; candidates lists who is due");
        }
        List<ConstraintOutcome> constraints = found.map(
                        organization -> doors.constraints(site).explain(organization))
                .orElse(List.of());
        ExplainAnswer answer = new ExplainAnswer(id, asOf, explanation, constraints, purgedIn);
        if (output.json()) {
            output.object(answer::write);
        } else {
            answer.print(output);
        }
    }
}
