package dev.orgpurge.shell;

import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.PurgeRuns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** Who is due, how one organization stands, and its deactivation. */
@Component
final class OrganizationCommands {

    private final Doors doors;
    private final Output output;

    OrganizationCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "candidates",
            group = Vocabulary.Groups.LOOK,
            description = "who is due: eligible or blocked, and why",
            help = "candidates --output json")
    void candidates() {
        Doors.Site site = doors.site();
        ConstraintCheck.Bound constraints = doors.constraints(site);
        if (output.json()) {
            output.object(json -> {
                json.writeArrayPropertyStart("candidates");
                Candidates.each(
                        site.organizations(),
                        constraints,
                        (organization, verdict) -> OrganizationAnswer.candidate(json, organization, verdict));
                json.writeEndArray();
            });
            return;
        }
        Map<Boolean, Long> eligible = new HashMap<>();
        try (TextTable table = output.table("ORGANIZATION", "LABEL", "RULE", "DUE SINCE", "VERDICT", "REASONS")) {
            Candidates.each(site.organizations(), constraints, (organization, verdict) -> {
                eligible.merge(verdict.eligible(), 1L, Long::sum);
                OrganizationAnswer.candidate(table, organization, verdict);
            });
        }
        output.note("Matched by a due rule: " + eligible.getOrDefault(true, 0L) + " eligible, "
                + eligible.getOrDefault(false, 0L) + " blocked.");
    }

    @Command(
            name = "organization",
            group = Vocabulary.Groups.LOOK,
            description = "one organization: state, due date, legal holds, dependents, rows per table",
            help = "organization --org-id 42")
    void organization(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId) {
        Doors.Site site = doors.site();
        answer(site, site.organizations().parse(orgId));
    }

    private void answer(Doors.Site site, OrganizationId id) {
        Organizations organizations = site.organizations();
        Optional<Organization> found = organizations.find(id, organizations.now());
        PurgeRuns.OrganizationRows rows = doors.runs().rows(id.value());
        if (found.isEmpty() && rows.purgedIn() == null) {
            throw Problem.notFound(
                    "NO_SUCH_ORGANIZATION",
                    "there is no organization " + id + " in "
                            + organizations.root().table().name()
                            + " and none was purged; candidates lists who is due");
        }
        OrganizationAnswer answer = new OrganizationAnswer(id, found, verdict(site, found), rows);
        if (output.json()) {
            output.object(answer::write);
        } else {
            answer.print(output);
        }
    }

    private Optional<Verdict> verdict(Doors.Site site, Optional<Organization> found) {
        return found.filter(organization -> organization.match().isPresent())
                .map(organization -> doors.constraints(site)
                        .validate(List.of(organization), Lifted.NOTHING)
                        .get(organization.id()));
    }

    @Command(
            name = "deactivate",
            group = Vocabulary.Groups.PURGE,
            description = "deactivate an organization, as orgpurge.organization.deactivate says; it becomes due later",
            help = "deactivate --org-id 42")
    void deactivate(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId) {
        change(orgId, EntryKind.DEACTIVATED, Organizations::deactivate);
    }

    @Command(
            name = "reactivate",
            group = Vocabulary.Groups.PURGE,
            description = "take a deactivation back, as orgpurge.organization.reactivate says",
            help = "reactivate --org-id 42")
    void reactivate(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId) {
        change(orgId, EntryKind.REACTIVATED, Organizations::reactivate);
    }

    private void change(String orgId, EntryKind kind, BiFunction<Organizations, OrganizationId, Organization> how) {
        Doors.Site site = doors.site();
        OrganizationId id = site.organizations().parse(orgId);
        doors.ownSchema().ensure();
        doors.transaction().executeWithoutResult(status -> {
            Organization changed = how.apply(site.organizations(), id);
            if (kind == EntryKind.REACTIVATED) {
                doors.runs().requireNotBegun(changed.id());
            }
            doors.ledger()
                    .append(new Draft(kind, null, changed.id(), doors.control().asker()));
        });
        answer(site, id);
    }
}
