package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.access.Permission;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.http.Guard.Wanted;
import dev.orgpurge.http.Sites.Site;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.LegalHold;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.purge.HoldPlacement;
import dev.orgpurge.purge.HoldPlacement.Placed;
import dev.orgpurge.purge.HoldPlacement.Wording;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.RunControl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** How an organization stands, and the changes to that which can be taken back. */
final class OrganizationStates {

    private final Sites sites;
    private final Guard guard;
    private final PurgeRuns runs;
    private final RunControl control;
    private final Ledger ledger;
    private final HoldPlacement holds;
    private final Decisions decisions;
    private final TransactionTemplate transaction;

    OrganizationStates(
            Sites sites,
            Guard guard,
            PurgeRuns runs,
            RunControl control,
            Ledger ledger,
            HoldPlacement holds,
            Decisions decisions,
            TransactionTemplate transaction) {
        this.sites = sites;
        this.guard = guard;
        this.runs = runs;
        this.control = control;
        this.ledger = ledger;
        this.holds = holds;
        this.decisions = decisions;
        this.transaction = transaction;
    }

    Map<String, ?> look(ApiKey caller, String written, Asked asked) {
        OrganizationId id = guard.organization(caller, Permission.READ, written);
        asked.nothing();
        return body(existing(id));
    }

    private Organization existing(OrganizationId id) {
        Organizations organizations = sites.now().organizations();
        return organizations.find(id, organizations.now()).orElseThrow(() -> absent(id));
    }

    private static Refusal absent(OrganizationId id) {
        return Refusal.of(HttpStatus.NOT_FOUND, "NO_SUCH_ORGANIZATION", "there is no organization " + id);
    }

    private Map<String, @Nullable Object> body(Organization organization) {
        Site site = sites.now();
        Verdict verdict = Objects.requireNonNull(site.constraints()
                .validate(List.of(organization), Lifted.NOTHING)
                .get(organization.id()));
        Optional<RuleMatch> match = organization.match();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("id", site.id(organization.id()));
        body.put("label", organization.label());
        body.put("status", status(organization, verdict));
        body.put("rule", match.map(RuleMatch::rule).orElse(null));
        body.put(
                "due_since",
                match.map(RuleMatch::dueSince).map(Object::toString).orElse(null));
        body.put("verdict", verdict.eligible() ? "eligible" : "blocked");
        body.put("reasons", verdict.reasons().stream().map(Answers::reason).toList());
        return body;
    }

    private static String status(Organization organization, Verdict verdict) {
        boolean purging = verdict.reasons().stream().anyMatch(reason -> reason.code() == ReasonCode.ALREADY_PURGING);
        return purging ? "purging" : organization.state().name().toLowerCase(Locale.ROOT);
    }

    Map<String, ?> users(ApiKey caller, String written, Asked asked) {
        OrganizationId reached = guard.organization(caller, Permission.READ, written);
        asked.nothing();
        OrganizationId id = existing(reached).id();
        String table = sites.now().plan().steps().stream()
                .map(PlanStep::table)
                .filter(planned -> planned.name().name().equals("users"))
                .map(planned -> planned.name().toString())
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        HttpStatus.NOT_FOUND, "NO_USERS", "no table named users belongs to organizations here"));
        Map<String, Long> dependents = sites.now().constraints().dependents(id);
        long count = dependents.containsKey(table)
                ? dependents.get(table)
                : runs.rows(id.value()).tables().getOrDefault(table, 0L);
        return Map.of("count", count);
    }

    /**
     * A change that can be taken back.
     *
     * @param configured whether it is said what to set
     */
    private record Change(
            EntryKind kind,
            Predicate<Organizations> configured,
            BiFunction<Organizations, OrganizationId, Organization> how) {

        String word() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Change DEACTIVATION =
            new Change(EntryKind.DEACTIVATED, Organizations::deactivates, Organizations::deactivate);

    private static final Change REACTIVATION =
            new Change(EntryKind.REACTIVATED, Organizations::reactivates, Organizations::reactivate);

    Map<String, ?> deactivate(ApiKey caller, String written, Asked asked) {
        return change(caller, written, asked, DEACTIVATION);
    }

    Map<String, ?> reactivate(ApiKey caller, String written, Asked asked) {
        return change(caller, written, asked, REACTIVATION);
    }

    private Map<String, ?> change(ApiKey caller, String written, Asked asked, Change change) {
        Map<String, String> what = Map.of("change", change.word());
        return body(guard.change(new Wanted(caller, Permission.DEACTIVATE, written, what), id -> {
            asked.nothing();
            requireConfigured(change);
            return changed(caller, id, change, what);
        }));
    }

    /** The caller can do nothing about it, and is not told the names of settings. */
    private void requireConfigured(Change change) {
        if (!change.configured().test(sites.now().organizations())) {
            throw Refusal.of(
                    HttpStatus.CONFLICT,
                    "NOT_CONFIGURED",
                    "organizations cannot be " + change.word() + " here: this server is not set up for it");
        }
    }

    private Organization changed(ApiKey caller, OrganizationId id, Change change, Map<String, String> what) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Organization now = change.how().apply(sites.now().organizations(), id);
            if (change.kind() == EntryKind.REACTIVATED) {
                runs.requireNotBegun(id);
            }
            ledger.append(new Draft(change.kind(), null, id, control.asker()));
            decisions.record(caller, Permission.DEACTIVATE, id, Decision.ADMITTED, null, what);
            return now;
        }));
    }

    Map<String, ?> hold(ApiKey caller, String written, Asked asked) {
        Placed placed = guard.change(new Wanted(caller, Permission.HOLD, written, Map.of()), id -> {
            asked.onlyParameters();
            Map<String, JsonNode> words = asked.body("matter", "reason");
            String matter = Asked.text(words, "matter");
            String reason = Asked.text(words, "reason");
            return placed(caller, id, new Wording(matter, reason, "api-key " + caller.id()));
        });
        LegalHold hold = placed.hold();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("hold_id", String.valueOf(hold.id()));
        body.put("id", sites.now().id(Objects.requireNonNull(hold.organization())));
        body.put("matter", hold.matter());
        body.put("placed_at", hold.placedAt().toString());
        if (!placed.heard()) {
            body.put(
                    "detail",
                    "the hold stands and nothing new begins against it, but a deletion that began before is still at"
                            + " work; ask again to wait for its end");
        }
        return body;
    }

    /** The decision stands with the hold: who placed it is known also if nobody gets the answer. */
    private Placed placed(ApiKey caller, OrganizationId id, Wording wording) {
        return holds.place(
                existing(id).id(),
                wording,
                hold -> decisions.record(
                        caller, Permission.HOLD, id, Decision.ADMITTED, null, Map.of("hold", hold.id())));
    }
}
