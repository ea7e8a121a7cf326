package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The policy with every name looked up in the catalogue; what matches nothing is a finding. */
final class PolicyLines {

    private final Catalogue catalogue;
    private final Findings findings;
    private final Map<QualifiedName, List<Column>> ownedBy = new HashMap<>();
    private final Map<QualifiedName, Treatment> tableTreatments = new HashMap<>();
    private final Map<ForeignKey, Treatment> edgeTreatments = new HashMap<>();

    PolicyLines(Catalogue catalogue, Policy policy, Findings findings) {
        this.catalogue = catalogue;
        this.findings = findings;
        policy.tables().forEach(this::readTable);
        policy.edges().forEach(this::readEdge);
    }

    /** The columns that mean ownership for a table, if the policy chose them. */
    Optional<List<Column>> ownedBy(Table table) {
        return Optional.ofNullable(ownedBy.get(table.name()));
    }

    boolean unrelated(Table table) {
        return tableTreatments.get(table.name()) == Treatment.UNRELATED;
    }

    boolean mentions(Table table) {
        return ownedBy.containsKey(table.name()) || tableTreatments.containsKey(table.name());
    }

    Optional<Treatment> edge(ForeignKey key) {
        return Optional.ofNullable(edgeTreatments.get(key));
    }

    /** Tables whose ownership the policy declares, with the declared columns. */
    Map<QualifiedName, List<Column>> declared() {
        return ownedBy;
    }

    private void readTable(TablePolicy line) {
        Optional<Table> found = catalogue.find(line.table());
        if (found.isEmpty()) {
            stale(line.table(), null, "orgpurge.tables names a table that does not exist; remove or correct the line");
            return;
        }
        Table table = found.get();
        Treatment treatment = line.treatment() == null ? Treatment.DELETE : line.treatment();
        if (ownedBy.containsKey(table.name()) || tableTreatments.containsKey(table.name())) {
            unsupported(table, "orgpurge.tables names it twice; one line per table is supported");
            return;
        }
        tableTreatments.put(table.name(), treatment);
        if (treatment == Treatment.RETAIN) {
            unsupported(table, "treatment retain is not supported by this version; the organization cannot be purged");
        }
        if (line.when() != null) {
            unsupported(table, "a relation with a when condition is not supported by this version");
        }
        if (!line.detach().isEmpty() && treatment != Treatment.RETAIN) {
            unsupported(table, "detach is meant for retained tables; use orgpurge.edges with set-null instead");
        }
        if (line.ownedBy() != null) {
            readOwner(table, line.ownedBy());
        }
    }

    private void readOwner(Table table, String columns) {
        List<Column> owner = new ArrayList<>();
        for (String name : columns.split(",", -1)) {
            Optional<Column> column = column(table, name.strip());
            if (column.isEmpty()) {
                stale(table.name().toString(), null, "owned-by names a column that does not exist: " + name.strip());
                return;
            }
            owner.add(column.get());
        }
        ownedBy.put(table.name(), List.copyOf(owner));
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
        List<ForeignKey> matching =
                outgoing(table.get()).filter(key -> named(key, line.edge())).toList();
        if (matching.size() != 1) {
            String problem =
                    matching.isEmpty() ? "matches no foreign key of it" : "matches several of its foreign keys";
            stale(table.get().name().toString(), line.edge(), "orgpurge.edges: \"" + line.edge() + "\" " + problem);
            return;
        }
        if (edgeTreatments.put(matching.get(0), line.treatment()) != null) {
            unsupported(table.get(), "orgpurge.edges names " + line.edge() + " twice");
        }
    }

    private boolean named(ForeignKey key, String edge) {
        if (key.name().equals(edge)) {
            return true;
        }
        String[] parts = edge.split("->", 2);
        return parts.length == 2
                && key.columns().size() == 1
                && key.columns().get(0).name().equals(parts[0].strip())
                && catalogue
                        .find(parts[1].strip())
                        .filter(target -> target.name().equals(key.referencedTable()))
                        .isPresent();
    }

    private Stream<ForeignKey> outgoing(Table table) {
        return catalogue.foreignKeys().stream().filter(key -> key.table().equals(table.name()));
    }

    private void stale(String table, @org.jspecify.annotations.Nullable String constraint, String detail) {
        findings.error(FindingCode.STALE_POLICY_ENTRY, table, constraint, detail);
    }

    private void unsupported(Table table, String detail) {
        findings.error(FindingCode.UNSUPPORTED_POLICY, table.name().toString(), null, detail);
    }
}
