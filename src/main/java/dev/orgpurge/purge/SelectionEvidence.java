package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.purge.OrganizationStore.Judged;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ledger entries about who was a candidate, and what became of those who were not purged. */
final class SelectionEvidence {

    /** Candidates to an entry. */
    static final int PAGE = 2_000;

    private SelectionEvidence() {}

    static Draft selected(Run run, int page, List<Judged> judged) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("page", page);
        facts.put(
                "candidates", judged.stream().map(SelectionEvidence::candidate).toList());
        return new Draft(EntryKind.SELECTED, run.id(), null, facts);
    }

    private static Map<String, @Nullable Object> candidate(Judged judged) {
        Organization organization = judged.organization();
        Optional<RuleMatch> match = organization.match();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("org_id", organization.id().value());
        facts.put("rule", match.map(RuleMatch::rule).orElse(null));
        facts.put("since", match.map(RuleMatch::since).map(CanonicalJson::time).orElse(null));
        facts.put(
                "due_since",
                match.map(RuleMatch::dueSince).map(CanonicalJson::time).orElse(null));
        facts.put("state", organization.state().name());
        facts.put("verdict", judged.verdict().eligible() ? "eligible" : "blocked");
        facts.put("reasons", Facts.reasons(judged.verdict().reasons()));
        facts.put("lifted", Facts.reasons(judged.verdict().lifted()));
        return facts;
    }

    /** Candidates that {@code --max-organizations} cut off. */
    static Draft deferred(Run run, Collection<OrganizationId> organizations) {
        return leftOut(
                run,
                "deferred",
                null,
                organizations.stream().map(id -> leaving(id, List.of())).toList());
    }

    /** Candidates that dropped out of a batch before their purge was opened, a page to an entry. */
    static List<Draft> leftOut(BatchContext batch, Map<OrganizationId, List<Reason>> reasons) {
        List<Map<String, @Nullable Object>> leaving = reasons.entrySet().stream()
                .map(one -> leaving(one.getKey(), one.getValue()))
                .toList();
        return IntStream.range(0, (leaving.size() + PAGE - 1) / PAGE)
                .mapToObj(page -> leaving.subList(page * PAGE, Math.min(leaving.size(), (page + 1) * PAGE)))
                .map(page -> leftOut(batch.run(), "blocked", batch.batch(), page))
                .toList();
    }

    private static Draft leftOut(
            Run run, String status, @Nullable Integer batch, List<Map<String, @Nullable Object>> organizations) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        facts.put("batch", batch);
        facts.put("organizations", organizations);
        return new Draft(EntryKind.LEFT_OUT, run.id(), null, facts);
    }

    private static Map<String, @Nullable Object> leaving(OrganizationId id, List<Reason> reasons) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("org_id", id.value());
        facts.put("reasons", Facts.reasons(reasons));
        return facts;
    }

    static Draft selectionClosed(Run run, Map<String, Long> organizations) {
        return new Draft(
                EntryKind.SELECTION_CLOSED, run.id(), null, Map.of("organizations", Map.copyOf(organizations)));
    }
}
