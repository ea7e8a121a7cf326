package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Extent;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.OddPartition;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at every table and key of the reach and says what stands in the way. */
final class PlanReview {

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final OwnerNames owners;
    private final OutsideReview outside;
    private final PolicyLines policy;
    private final Findings findings;

    PlanReview(Catalogue catalogue, Ownership ownership, Column rootKey, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.owners = new OwnerNames(ownership.root(), rootKey);
        this.outside = new OutsideReview(catalogue, ownership, policy, findings);
        this.policy = policy;
        this.findings = findings;
    }

    void review(List<PlanStep> steps, List<NeededPrivilege> privileges) {
        privileges.stream().filter(needed -> !needed.held()).forEach(this::missing);
        catalogue.tables().stream()
                .filter(table -> ownership.deleted(table.name()))
                .forEach(this::reviewOwned);
        catalogue.tables().stream()
                .filter(table -> !ownership.deleted(table.name()))
                .forEach(this::reviewOutside);
        catalogue.foreignKeys().stream()
                .filter(key -> ownership.deleted(key.referencedTable()))
                .forEach(this::reviewKey);
        ownership.references().forEach(this::reviewReference);
        ownership.relations().values().forEach(relations -> relations.forEach(this::reviewOwningKey));
        ownership.retained().values().forEach(relations -> relations.forEach(this::reviewOwningKey));
        ownership.retained().keySet().forEach(name -> reviewPartitions(catalogue.table(name)));
        reviewDetached();
        steps.stream().filter(step -> step.component() > 0).forEach(this::reviewComponent);
        new OrphanedParents(catalogue, ownership, policy, findings).review();
        new SurroundingsReview(catalogue, ownership, policy, findings).review();
        outside.rest(steps);
    }

    private void reviewOwned(Table table) {
        String name = table.name().toString();
        if (table.kind() == Table.Kind.FOREIGN) {
            findings.error(
                    FindingCode.FOREIGN_TABLE, name, null, "is a foreign table; its rows live in another server");
        }
        if (table.kind() == Table.Kind.PARTITIONED) {
            findings.note(
                    FindingCode.PARTITIONED_TABLE, name, null, "is partitioned; rows of every partition are found");
        }
        reviewPartitions(table);
        if (table.inheritance()) {
            findings.warning(
                    FindingCode.INHERITANCE,
                    name,
                    null,
                    "takes part in table inheritance: only its own rows are meant, tables that inherit from it need a"
                            + " line of their own: {table: <child>, owned-by: <column>}");
        }
        if (table.identity().isEmpty()) {
            reviewKeyless(table);
        }
        requireVisibleRows(table);
        reviewNullablePaths(table);
    }

    /** Rows that a statement on the whole table does not find would be left behind without a word. */
    private void reviewPartitions(Table table) {
        String name = table.name().toString();
        for (OddPartition partition : table.oddPartitions()) {
            if (partition.remote()) {
                findings.error(
                        FindingCode.FOREIGN_TABLE,
                        name,
                        null,
                        "has a partition, " + partition.name() + ", that is a foreign table; its rows live in another"
                                + " server");
            } else {
                findings.error(
                        FindingCode.PARTITIONED_TABLE,
                        name,
                        null,
                        "has a partition, " + partition.name()
                                + ", whose detaching was broken off, so no query sees its"
                                + " rows; alter table " + table.name().sql() + " detach partition "
                                + partition.name().sql() + " finalize");
            }
        }
    }

    /** A key of one partition says nothing of the others' rows; only people know what they mean. */
    private void reviewOwningKey(Relation relation) {
        ForeignKey key = relation.foreignKey();
        if (key == null) {
            return;
        }
        boolean chosen = !policy.owners(relation.child()).isEmpty();
        if (key.extent() == Extent.SOME_PARTITIONS && !chosen) {
            partitionKey(
                    key,
                    "only some partitions have this key, so nobody knows what its columns mean in the others; declare"
                            + " {table: " + key.table() + ", owned-by: "
                            + relation.columns().stream().map(Column::name).collect(Collectors.joining(", ")) + " -> "
                            + key.referencedTable() + "} if they mean the same, or add the key to the whole table");
        }
        if (key.extent() == Extent.INTO_ONE_PARTITION) {
            partitionKey(
                    key,
                    "points at one partition by columns that may occur in another partition of " + key.referencedTable()
                            + " as well, so it does not tell whose row it is; declare another owned-by");
        }
    }

    private void partitionKey(ForeignKey key, String detail) {
        findings.error(FindingCode.PARTITION_KEY, key.table().toString(), key.name(), detail);
    }

    /** A line that would do nothing was meant to do something. */
    private void reviewDetached() {
        catalogue.foreignKeys().stream()
                .filter(policy::detaches)
                .filter(key -> !ownership.deleted(key.referencedTable()))
                .forEach(key -> findings.error(
                        FindingCode.UNSUPPORTED_POLICY,
                        key.table().toString(),
                        key.name(),
                        "detach would do nothing: " + key.referencedTable() + " is not deleted; leave it out"));
    }

    private void reviewKeyless(Table table) {
        boolean referred = catalogue.foreignKeys().stream()
                .anyMatch(key -> key.referencedTable().equals(table.name()));
        String name = table.name().toString();
        if (referred) {
            findings.error(
                    FindingCode.NO_KEY,
                    name,
                    null,
                    "has no primary key and no unique NOT NULL key, but others refer to it; add a key to purge it");
        } else {
            findings.warning(
                    FindingCode.NO_KEY,
                    name,
                    null,
                    "has no primary key: where one parent has very many rows, they go by ranges of the table's blocks");
        }
    }

    private void reviewComponent(PlanStep step) {
        findings.note(
                FindingCode.CYCLE,
                step.table().name().toString(),
                null,
                "refers to itself, directly or through others (component " + step.component()
                        + "): its rows go leaves first, and those that hang together in a circle in one statement");
    }

    private void missing(NeededPrivilege needed) {
        findings.error(
                FindingCode.MISSING_PRIVILEGE,
                needed.table().name().toString(),
                null,
                "this role needs " + needed.privilege() + " " + needed.purpose() + "; grant " + needed.sql());
    }

    private void reviewOutside(Table table) {
        if (policy.unrelated(table) || policy.mentions(table) || table.kind() == Table.Kind.FOREIGN) {
            return;
        }
        looseOwner(table)
                .ifPresentOrElse(
                        column -> undeclared(
                                table,
                                column,
                                "looks like it belongs to organizations but has no foreign key; declare {table: "),
                        () -> {
                            reviewPolymorphic(table);
                            outside.ties(table);
                        });
    }

    private Optional<Column> looseOwner(Table table) {
        return owners.loose(catalogue, table).stream().findFirst();
    }

    private void undeclared(Table table, Column column, String detail) {
        findings.error(
                FindingCode.UNDECLARED_TABLE,
                table.name().toString(),
                column.name(),
                detail + table.name() + ", owned-by: " + column.name() + "} or {table: " + table.name()
                        + ", treatment: unrelated}");
    }

    private void reviewPolymorphic(Table table) {
        PolymorphicPair.of(catalogue, table)
                .forEach(pair -> findings.warning(
                        FindingCode.UNDECLARED_TABLE,
                        table.name().toString(),
                        pair.id().name(),
                        "may hold rows of organizations, told by " + pair + "; declare {table: " + table.name()
                                + ", owned-by: " + pair.id().name() + ", when: \""
                                + pair.type().name()
                                + " = …\"} or {table: " + table.name() + ", treatment: unrelated}"));
    }

    /** Rows whose nullable keys are all NULL would stay although they name their organization. */
    private void reviewNullablePaths(Table table) {
        List<Relation> paths = ownership.relations().getOrDefault(table.name(), List.of());
        if (!paths.isEmpty() && !policy.mentions(table) && paths.stream().allMatch(Relation::nullable)) {
            looseOwner(table)
                    .ifPresent(column -> undeclared(
                            table,
                            column,
                            "is found by keys that may be NULL, but " + column.name()
                                    + " names an organization without a foreign key; declare {table: "));
        }
    }

    private void reviewKey(ForeignKey key) {
        String table = key.table().toString();
        if (key.temporal()) {
            findings.error(
                    FindingCode.TEMPORAL_KEY,
                    table,
                    key.name(),
                    "is a temporal key (PERIOD): rows belong together by containment, which this version cannot follow");
        }
        if (!key.enforced()) {
            findings.warning(
                    FindingCode.NOT_ENFORCED_KEY, table, key.name(), "is not enforced: orphans may already exist");
        }
        if (!key.indexed()) {
            UnindexedKey scan =
                    new UnindexedKey(key, catalogue.table(key.referencedTable()), catalogue.table(key.table()));
            scan.report(policy.maxScanRows(), findings);
        }
        if (!key.validated()) {
            findings.warning(
                    FindingCode.NOT_VALID_KEY,
                    table,
                    key.name(),
                    "is NOT VALID: orphans may already exist; alter table … validate constraint");
        }
        if (policy.unrelated(catalogue.table(key.table())) && key.guards()) {
            findings.error(
                    FindingCode.AMBIGUOUS_OWNERSHIP,
                    table,
                    key.name(),
                    "is declared unrelated, but this key refers to rows that would be deleted");
        }
    }

    /** Every referring row is looked for, whatever becomes of it; an outside table has not been reviewed yet. */
    private void reviewReference(Reference reference) {
        Table child = reference.relation().child();
        ForeignKey key = reference.relation().foreignKey();
        if (key != null && key.extent() != Extent.WHOLE && reference.treatment() == Treatment.SET_NULL) {
            partitionKey(
                    key,
                    "speaks for some partitions only, so setting " + columns(reference)
                            + " to NULL would reach rows that it does not mean; say refuse, or add the key to the whole"
                            + " table");
        }
        if (!ownership.deleted(child.name())) {
            reviewPartitions(child);
            requireVisibleRows(child);
        }
    }

    private void requireVisibleRows(Table table) {
        if (table.hidesRows()) {
            findings.error(
                    FindingCode.ROW_SECURITY,
                    table.name().toString(),
                    null,
                    "has row security that applies to this role; use a role with BYPASSRLS or the owner's rights");
        }
    }

    private static String columns(Reference reference) {
        return reference.relation().columns().stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
