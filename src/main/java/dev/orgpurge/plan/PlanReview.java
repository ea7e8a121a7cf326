package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Table.Privilege;
import dev.orgpurge.catalogue.Trigger;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at every table and key of the reach and says what stands in the way. */
final class PlanReview {

    private static final Set<String> OWNER_LIKE = Set.of(
            "organizationid",
            "organisationid",
            "orgid",
            "tenantid",
            "tenantrecordid",
            "accountid",
            "workspaceid",
            "teamid");

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final Column rootKey;
    private final PolicyLines policy;
    private final Findings findings;

    PlanReview(Catalogue catalogue, Ownership ownership, Column rootKey, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.rootKey = rootKey;
        this.policy = policy;
        this.findings = findings;
    }

    void review() {
        catalogue.tables().stream()
                .filter(table -> ownership.owned(table.name()))
                .forEach(this::reviewOwned);
        catalogue.tables().stream()
                .filter(table -> !ownership.owned(table.name()))
                .forEach(this::reviewOutside);
        catalogue.foreignKeys().stream()
                .filter(key -> ownership.owned(key.referencedTable()))
                .forEach(this::reviewKey);
        ownership.references().stream()
                .filter(reference -> reference.treatment() == Treatment.SET_NULL)
                .forEach(this::reviewDetach);
    }

    private void reviewOwned(Table table) {
        String name = table.name().toString();
        if (table.kind() == Table.Kind.PARTITIONED) {
            findings.error(
                    FindingCode.PARTITIONED_TABLE, name, null, "is partitioned, which this version cannot purge");
        }
        if (table.kind() == Table.Kind.FOREIGN) {
            findings.error(
                    FindingCode.FOREIGN_TABLE, name, null, "is a foreign table; its rows live in another server");
        }
        if (table.inheritance()) {
            findings.error(
                    FindingCode.INHERITANCE,
                    name,
                    null,
                    "takes part in table inheritance, which this version cannot purge");
        }
        if (table.identity().isEmpty()) {
            findings.error(
                    FindingCode.NO_KEY,
                    name,
                    null,
                    "has no primary key and no unique NOT NULL key; add one to purge it");
        }
        if (table.hidesRows()) {
            findings.error(
                    FindingCode.ROW_SECURITY,
                    name,
                    null,
                    "has row security that applies to this role; use a role with BYPASSRLS or the owner's rights");
        }
        requirePrivileges(table);
        table.triggers().stream()
                .filter(Trigger::onDelete)
                .forEach(trigger -> findings.warning(
                        FindingCode.USER_TRIGGER,
                        name,
                        trigger.name(),
                        "runs for deleted rows as usual; a rehearsal cannot see what it does"));
    }

    private void requirePrivileges(Table table) {
        requirePrivilege(table, Privilege.SELECT, "to count its rows");
        requirePrivilege(table, Privilege.DELETE, "to delete from it");
        boolean parent = catalogue.foreignKeys().stream()
                .anyMatch(key -> key.referencedTable().equals(table.name()));
        if (parent) {
            requirePrivilege(table, Privilege.UPDATE, "to lock its rows (FOR SHARE needs it on one column at least)");
        }
    }

    private void requirePrivilege(Table table, Privilege privilege, String purpose) {
        if (!table.privileges().contains(privilege)) {
            findings.error(
                    FindingCode.MISSING_PRIVILEGE,
                    table.name().toString(),
                    null,
                    "this role needs " + privilege + " " + purpose + "; grant "
                            + privilege.name().toLowerCase(Locale.ROOT) + " on "
                            + table.name().sql());
        }
    }

    private void reviewOutside(Table table) {
        if (policy.unrelated(table) || policy.mentions(table) || table.kind() == Table.Kind.FOREIGN) {
            return;
        }
        Set<String> referencing = catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(table.name()))
                .flatMap(key -> key.columns().stream())
                .map(Column::name)
                .collect(Collectors.toSet());
        table.columns().stream()
                .filter(column -> looksLikeOwner(column) && !referencing.contains(column.name()))
                .findFirst()
                .ifPresent(column -> findings.error(
                        FindingCode.UNDECLARED_TABLE,
                        table.name().toString(),
                        column.name(),
                        "looks like it belongs to organizations but has no foreign key; declare {table: " + table.name()
                                + ", owned-by: " + column.name() + "} or {table: " + table.name()
                                + ", treatment: unrelated}"));
    }

    private boolean looksLikeOwner(Column column) {
        String plain = plain(column.name());
        String rootName = plain(ownership.root().name().name());
        String singular = rootName.endsWith("s") ? rootName.substring(0, rootName.length() - 1) : rootName;
        boolean named = OWNER_LIKE.contains(plain) || plain.equals(rootName + "id") || plain.equals(singular + "id");
        return named && column.sqlType().equals(rootKey.sqlType());
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private void reviewKey(ForeignKey key) {
        String table = key.table().toString();
        if (key.selfReference()
                && policy.edge(key).filter(t -> t == Treatment.SET_NULL).isEmpty()) {
            findings.error(
                    FindingCode.CYCLE, table, key.name(), "refers to its own table, which this version cannot delete");
        }
        if (!key.indexed()) {
            findings.warning(FindingCode.UNINDEXED_FOREIGN_KEY, table, key.name(), unindexed(key));
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

    private static String unindexed(ForeignKey key) {
        return "no index leads with its columns, so each deleted row of " + key.referencedTable()
                + " scans the table: create index concurrently on "
                + key.table().sql() + " ("
                + key.columns().stream().map(Column::sql).collect(Collectors.joining(", ")) + ")";
    }

    private void reviewDetach(Reference reference) {
        Table child = reference.relation().child();
        if (!child.privileges().contains(Privilege.UPDATE)) {
            requirePrivilege(child, Privilege.UPDATE, "to set " + columns(reference) + " to NULL");
        }
        if (!child.privileges().contains(Privilege.SELECT)) {
            requirePrivilege(child, Privilege.SELECT, "to find rows that point at the organization");
        }
    }

    private static String columns(Reference reference) {
        return reference.relation().columns().stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
