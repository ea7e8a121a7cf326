package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policy with every name looked up in the catalogue; what matches nothing is a finding. */
final class PolicyLines {

    private final Catalogue catalogue;
    private final Table root;
    private final Findings findings;
    private final long maxScanRows;
    private final Map<QualifiedName, List<Owner>> owners = new HashMap<>();
    private final Map<QualifiedName, Treatment> treatments = new HashMap<>();
    private final Map<QualifiedName, String> grounds = new HashMap<>();
    private final Map<ForeignKey, Treatment> edges = new HashMap<>();
    private final Set<ForeignKey> detached = new HashSet<>();
    private final Map<QualifiedName, Set<String>> accepted = new HashMap<>();
    private final Set<QualifiedName> immutable = new HashSet<>();

    PolicyLines(Catalogue catalogue, Table root, Policy policy, Findings findings) {
        this.catalogue = catalogue;
        this.root = root;
        this.findings = findings;
        this.maxScanRows = policy.maxScanRows();
        policy.tables().forEach(this::readTable);
        policy.edges().forEach(this::readEdge);
    }

    /**
     * What a line says about ownership of a table.
     *
     * @param target the table the columns point at
     * @param targetColumns what they point at there; empty: its key
     * @param against a key of the root table that is followed backwards; null: the columns are the table's own
     */
    record Owner(
            List<Column> columns,
            Table target,
            List<Column> targetColumns,
            @Nullable String when,
            @Nullable ForeignKey against) {}

    /** What the policy says about a table's ownership; empty if it says nothing. */
    List<Owner> owners(Table table) {
        return owners.getOrDefault(table.name(), List.of());
    }

    long maxScanRows() {
        return maxScanRows;
    }

    boolean unrelated(Table table) {
        return treatments.get(table.name()) == Treatment.UNRELATED;
    }

    boolean retained(Table table) {
        return treatments.get(table.name()) == Treatment.RETAIN;
    }

    Map<QualifiedName, String> grounds() {
        return grounds;
    }

    boolean mentions(Table table) {
        return treatments.containsKey(table.name());
    }

    Optional<Treatment> edge(ForeignKey key) {
        return Optional.ofNullable(edges.get(key));
    }

    /** A key of a retained table that is set to NULL when what it points at is deleted. */
    boolean detaches(ForeignKey key) {
        return detached.contains(key);
    }

    /** Somebody has looked at what this trigger does. */
    boolean accepts(Table table, Trigger trigger) {
        return accepted.getOrDefault(table.name(), Set.of()).contains(trigger.name());
    }

    /** Rows of this table keep their owner as long as they live. */
    boolean immutable(Table table) {
        return immutable.contains(table.name());
    }

    private void readTable(TablePolicy line) {
        Optional<Table> found = catalogue.find(line.table());
        if (found.isEmpty()) {
            stale(line.table(), null, "orgpurge.tables names a table that does not exist; remove or correct the line");
            return;
        }
        Table table = found.get();
        line.accept().forEach(name -> accept(table, name));
        if (line.immutable()) {
            immutable.add(table.name());
        }
        if (!line.silentOnOwnership()) {
            readTreatment(table, line);
        }
    }

    private void readTreatment(Table table, TablePolicy line) {
        Treatment treatment = line.treatment() == null ? Treatment.DELETE : line.treatment();
        Treatment before = treatments.put(table.name(), treatment);
        if (before != null && before != treatment) {
            unsupported(table, "orgpurge.tables gives it two treatments, " + before + " and " + treatment);
        }
        String ground = line.ground();
        if (ground != null) {
            grounds.put(table.name(), ground);
        }
        line.detach().forEach(name -> detach(table, name));
        if (line.ownedBy() != null) {
            readOwner(table, line.ownedBy(), line.when());
        }
        if (line.ownedByRoot() != null) {
            readOwnerAgainstTheKey(table, line.ownedByRoot());
        }
    }

    private void accept(Table table, String name) {
        if (table.triggers().stream().noneMatch(trigger -> trigger.name().equals(name))) {
            stale(table.name().toString(), name, "accept names no enabled trigger of the table");
        }
        accepted.computeIfAbsent(table.name(), accepting -> new HashSet<>()).add(name);
    }

    private void detach(Table table, String name) {
        List<ForeignKey> matching = keys(table, name);
        if (matching.isEmpty()) {
            stale(table.name().toString(), name, "detach names no foreign key of the table");
        }
        detached.addAll(matching);
    }

    private void readOwner(Table table, String written, @Nullable String when) {
        WrittenOwner owner =
                WrittenOwner.parse(written, name -> catalogue.find(name).isPresent());
        String target = owner.target();
        Optional<Table> found = target == null ? Optional.of(root) : catalogue.find(target);
        if (found.isEmpty()) {
            stale(table.name().toString(), null, "owned-by names a table that does not exist: " + target);
            return;
        }
        Optional<List<Column>> columns = columns(table, table, owner.columns());
        Optional<List<Column>> targetColumns = columns(table, found.get(), owner.targetColumns());
        if (columns.isPresent() && targetColumns.isPresent()) {
            add(table, new Owner(columns.get(), found.get(), targetColumns.get(), when, null));
        }
    }

    private Optional<List<Column>> columns(Table line, Table table, List<String> names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            Optional<Column> column = column(table, name);
            if (column.isEmpty()) {
                String where = table.equals(line) ? "" : " in " + table.name();
                stale(
                        line.name().toString(),
                        null,
                        "owned-by names a column that does not exist" + where + ": " + name);
                return Optional.empty();
            }
            columns.add(column.get());
        }
        return Optional.of(List.copyOf(columns));
    }

    private void readOwnerAgainstTheKey(Table table, String edge) {
        List<ForeignKey> matching = keys(root, edge).stream()
                .filter(key -> key.referencedTable().equals(table.name()))
                .toList();
        if (matching.size() != 1) {
            stale(
                    table.name().toString(),
                    edge,
                    "owned-by-root must name one foreign key, or its column, by which " + root.name()
                            + " points at it");
            return;
        }
        add(
                table,
                new Owner(
                        matching.get(0).referencedColumns(),
                        root,
                        matching.get(0).columns(),
                        null,
                        matching.get(0)));
    }

    private void add(Table table, Owner owner) {
        owners.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(owner);
    }

    private static Optional<Column> column(Table table, String written) {
        String bare = written.length() > 2 && written.startsWith("\"") && written.endsWith("\"")
                ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                : written;
        return table.column(bare);
    }

    private void readEdge(EdgePolicy line) {
        Optional<Table> table = catalogue.find(line.table());
        if (table.isEmpty()) {
            stale(line.table(), line.edge(), "orgpurge.edges names a table that does not exist");
            return;
        }
        List<ForeignKey> matching = keys(table.get(), line.edge());
        if (matching.size() != 1) {
            String problem =
                    matching.isEmpty() ? "matches no foreign key of it" : "matches several of its foreign keys";
            stale(table.get().name().toString(), line.edge(), "orgpurge.edges: \"" + line.edge() + "\" " + problem);
            return;
        }
        if (edges.put(matching.get(0), line.treatment()) != null) {
            unsupported(table.get(), "orgpurge.edges names " + line.edge() + " twice");
        }
    }

    /** The table's foreign keys that go by this name: the constraint's, its only column's, or {@code column -> table}. */
    private List<ForeignKey> keys(Table table, String written) {
        return catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(table.name()) && named(key, written))
                .toList();
    }

    private boolean named(ForeignKey key, String written) {
        if (key.name().equals(written)) {
            return true;
        }
        String[] parts = written.split("->", 2);
        boolean column =
                key.columns().size() == 1 && key.columns().get(0).name().equals(parts[0].strip());
        return column
                && (parts.length == 1
                        || catalogue
                                .find(parts[1].strip())
                                .filter(target -> target.name().equals(key.referencedTable()))
                                .isPresent());
    }

    private void stale(String table, @Nullable String constraint, String detail) {
        findings.error(FindingCode.STALE_POLICY_ENTRY, table, constraint, detail);
    }

    private void unsupported(Table table, String detail) {
        findings.error(FindingCode.UNSUPPORTED_POLICY, table.name().toString(), null, detail);
    }
}
