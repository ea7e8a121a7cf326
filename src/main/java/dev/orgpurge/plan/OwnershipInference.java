package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicyLines.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Infers ownership from foreign keys and policy. The rules, in order of precedence:
 *
 * <ol>
 *   <li>what the policy names as {@code owned-by} or {@code owned-by-root} is the only ownership of its table; an edge with
 *       {@code delete} means ownership;
 *   <li>a key with ON DELETE SET NULL or SET DEFAULT on nullable columns is a reference, never ownership; so is a key of a
 *       table to itself;
 *   <li>a key that can never be NULL beats nullable ones; among several the shortest way to the root is followed, and
 *       the others must lead to the same organization;
 *   <li>if all keys are nullable, each of them means ownership of the rows where it is set;
 *   <li>two keys straight to the root table are ambiguous: only the policy can choose.
 * </ol>
 */
final class OwnershipInference {

    private final Catalogue catalogue;
    private final Table root;
    private final DeclaredRelations declared;
    private final PolicyLines policy;
    private final Findings findings;
    private final Map<QualifiedName, Integer> distance = new HashMap<>();
    private final Map<QualifiedName, List<ForeignKey>> outgoing;
    private final Set<ForeignKey> followedBack;

    OwnershipInference(Catalogue catalogue, Table root, Column rootKey, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.root = root;
        this.policy = policy;
        this.findings = findings;
        this.declared = new DeclaredRelations(catalogue, root, rootKey, findings);
        this.outgoing = catalogue.foreignKeys().stream().collect(Collectors.groupingBy(ForeignKey::table));
        this.followedBack = followedBack();
    }

    Ownership infer() {
        measureDistances();
        catalogue.tables().stream()
                .filter(table -> !policy.owners(table).isEmpty())
                .forEach(this::requireReach);
        Map<QualifiedName, List<Relation>> relations = new TreeMap<>();
        Map<QualifiedName, List<Relation>> retained = new TreeMap<>();
        Map<QualifiedName, String> reasons = new HashMap<>();
        for (Table table : catalogue.tables()) {
            if (!table.equals(root) && distance.containsKey(table.name())) {
                Choice choice = choose(table);
                (policy.retained(table) ? retained : relations).put(table.name(), choice.ownership());
                reasons.put(table.name(), choice.reason());
            }
        }
        Ownership owned = new Ownership(root, relations, retained, List.of(), reasons);
        List<Reference> references = new ArrayList<>();
        catalogue.tables().forEach(table -> references.addAll(references(table, owned)));
        return new Ownership(root, relations, retained, references, reasons);
    }

    /** Keys whose target belongs, by the policy, to the row that points: they cannot mean that row's own ownership too. */
    private Set<ForeignKey> followedBack() {
        List<Relation> all = catalogue.tables().stream()
                .flatMap(table -> policy.owners(table).stream().map(owner -> declared.relation(table, owner)))
                .toList();
        return catalogue.foreignKeys().stream()
                .filter(key -> all.stream().anyMatch(relation -> relation.reverses(key)))
                .collect(Collectors.toSet());
    }

    /**
     * Breadth first from the root against the direction of the keys: the number of hops a table is away. What hangs off
     * retained rows stays with them.
     */
    private void measureDistances() {
        distance.put(root.name(), 0);
        boolean grown = true;
        for (int hops = 1; grown; hops++) {
            grown = false;
            for (Table table : catalogue.tables()) {
                if (!distance.containsKey(table.name()) && reaches(table, hops - 1)) {
                    distance.put(table.name(), hops);
                    grown = true;
                }
            }
        }
    }

    /** A declared owner that leads nowhere would leave the table's rows behind without a word. */
    private void requireReach(Table table) {
        boolean reached = !table.equals(root) && distance.containsKey(table.name());
        List<String> nowhere = policy.owners(table).stream()
                .map(owner -> owner.target().name())
                .filter(target -> !distance.containsKey(target))
                .map(target -> " -> " + target)
                .distinct()
                .toList();
        for (String which : reached ? nowhere : List.of("")) {
            findings.error(
                    FindingCode.UNSUPPORTED_POLICY,
                    table.name().toString(),
                    null,
                    "owned-by" + which + " does not lead to " + root.name() + "; name the column that does, or write"
                            + " {table: " + table.name() + ", treatment: unrelated}");
        }
    }

    private boolean reaches(Table table, int hops) {
        return candidates(table).stream()
                .filter(relation -> !policy.retained(relation.parent()))
                .anyMatch(relation -> Integer.valueOf(hops)
                        .equals(distance.get(relation.parent().name())));
    }

    /** Relations of a table that may mean ownership, whatever they point at. */
    private List<Relation> candidates(Table table) {
        if (policy.unrelated(table)) {
            return List.of();
        }
        List<Owner> owners = policy.owners(table);
        if (!owners.isEmpty()) {
            return owners.stream().map(owner -> declared.relation(table, owner)).toList();
        }
        return keys(table).stream()
                .filter(key -> !key.selfReference() && mayOwn(key) && !followedBack.contains(key))
                .map(this::relation)
                .toList();
    }

    private boolean mayOwn(ForeignKey key) {
        Optional<Treatment> treatment = policy.edge(key);
        if (treatment.isPresent()) {
            return treatment.get() == Treatment.DELETE;
        }
        boolean serverDetaches =
                key.onDelete() == ReferentialAction.SET_NULL || key.onDelete() == ReferentialAction.SET_DEFAULT;
        return !serverDetaches || !key.nullable();
    }

    private record Choice(List<Relation> ownership, String reason) {}

    private Choice choose(Table table) {
        List<Relation> reaching = candidates(table).stream()
                .filter(relation -> distance.containsKey(relation.parent().name()))
                .filter(relation -> !policy.retained(relation.parent()))
                .sorted(Comparator.comparing((Relation relation) ->
                                distance.getOrDefault(relation.parent().name(), Integer.MAX_VALUE))
                        .thenComparing(Relation::name))
                .distinct()
                .toList();
        String ways = reaching.stream().map(Relation::describe).collect(Collectors.joining(" or "));
        if (!policy.owners(table).isEmpty()) {
            return new Choice(reaching, "owned by " + ways + ", as the policy says");
        }
        rejectTwoRoots(table, reaching);
        List<Relation> never =
                reaching.stream().filter(relation -> !relation.nullable()).toList();
        if (!never.isEmpty()) {
            return new Choice(
                    List.of(never.get(0)),
                    "always owned through " + never.get(0).describe());
        }
        return new Choice(reaching, "owned where " + ways + " is set; other rows are left alone");
    }

    private void rejectTwoRoots(Table table, List<Relation> reaching) {
        List<String> direct = reaching.stream()
                .filter(relation -> relation.parent().name().equals(root.name()))
                .map(Relation::name)
                .toList();
        if (direct.size() > 1) {
            findings.error(
                    FindingCode.AMBIGUOUS_OWNERSHIP,
                    table.name().toString(),
                    String.join(", ", direct),
                    "several keys lead straight to " + root.name() + "; say which one means ownership: {table: "
                            + table.name() + ", owned-by: <column>}");
        }
    }

    private List<Reference> references(Table table, Ownership owned) {
        List<Reference> references = new ArrayList<>();
        List<Relation> ownership = owned.relations().getOrDefault(table.name(), List.of());
        boolean retained = owned.retained().containsKey(table.name());
        for (ForeignKey key : keys(table)) {
            boolean followed = ownership.stream().anyMatch(relation -> key.equals(relation.foreignKey()));
            if (!followed && owned.deleted(key.referencedTable())) {
                boolean reversed = followedBack.contains(key) && !table.equals(root);
                references.add(retained ? ofRetained(key) : reversed ? goesAlong(key) : reference(key, ownership));
            }
        }
        return references;
    }

    /** A kept row may only let go of what is deleted; the retained organization's own rows are meant. */
    private Reference ofRetained(ForeignKey key) {
        Relation relation = relation(key);
        boolean possible = policy.detaches(key) && key.nullable();
        if (!possible) {
            findings.error(
                    FindingCode.RETAIN_BLOCKS_DELETE,
                    key.table().toString(),
                    key.name(),
                    policy.detaches(key)
                            ? "cannot be detached: its columns are NOT NULL; the table cannot be retained"
                            : "keeps retained rows pointing at " + key.referencedTable()
                                    + ", which is deleted; add detach: [" + key.name() + "]");
        }
        return new Reference(relation, possible ? Treatment.SET_NULL : Treatment.REFUSE, false, false, true);
    }

    /** What the key points at belongs to the pointing row: detached, nobody would find it again. */
    private Reference goesAlong(ForeignKey key) {
        if (policy.edge(key).filter(Treatment.SET_NULL::equals).isPresent()) {
            findings.error(
                    FindingCode.UNSUPPORTED_POLICY,
                    key.table().toString(),
                    key.name(),
                    "set-null contradicts the owned-by line of " + key.referencedTable()
                            + ", which follows this key backwards; remove one of them");
        }
        return new Reference(relation(key), Treatment.REFUSE, false, false, false);
    }

    private Reference reference(ForeignKey key, List<Relation> ownership) {
        Relation relation = relation(key);
        Optional<Treatment> byPolicy = policy.edge(key);
        if (byPolicy.isPresent()) {
            return new Reference(relation, detachable(relation, byPolicy.get()), true, false, false);
        }
        boolean detach = key.onDelete() == ReferentialAction.SET_NULL && key.nullable();
        boolean chosen = !policy.owners(relation.child()).isEmpty();
        boolean coOwner = !chosen && !ownership.isEmpty() && !key.nullable() && !key.selfReference();
        return new Reference(relation, detach ? Treatment.SET_NULL : Treatment.REFUSE, false, coOwner, false);
    }

    private Treatment detachable(Relation relation, Treatment wanted) {
        if (wanted == Treatment.SET_NULL && !relation.nullable()) {
            findings.error(
                    FindingCode.UNSUPPORTED_POLICY,
                    relation.child().name().toString(),
                    relation.name(),
                    "set-null is impossible: the columns are NOT NULL; use delete or refuse");
            return Treatment.REFUSE;
        }
        return wanted == Treatment.SET_NULL ? Treatment.SET_NULL : Treatment.REFUSE;
    }

    private Relation relation(ForeignKey key) {
        return Relation.of(key, catalogue.table(key.table()), catalogue.table(key.referencedTable()));
    }

    private List<ForeignKey> keys(Table table) {
        return outgoing.getOrDefault(table.name(), List.of());
    }
}
