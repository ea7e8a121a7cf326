package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes policy lines. */
final class SuggestedLines {

    private final WrittenNames names;

    SuggestedLines(WrittenNames names) {
        this.names = names;
    }

    TablePolicy ownedBy(Table table, List<Column> columns, Table target) {
        return ownedBy(table, columns, target, null);
    }

    TablePolicy ownedBy(Table table, List<Column> columns, Table target, @Nullable String when) {
        return new TablePolicy(names.table(table), names.ownedBy(columns, target), null, when, null, null, List.of());
    }

    TablePolicy ownedBy(Relation relation) {
        if (relation.foreignKey() != null) {
            return ownedBy(relation.child(), relation.columns(), relation.parent(), relation.when());
        }
        String owner = names.ownedBy(relation.columns(), relation.parent(), relation.parentColumns());
        return new TablePolicy(names.table(relation.child()), owner, null, relation.when(), null, null, List.of());
    }

    /** The row that a key points at belongs to the row that points. */
    TablePolicy ownedBack(Table table, ForeignKey key, Table pointing) {
        return new TablePolicy(names.table(table), names.ownedBack(key, pointing), null, null, null, null, List.of());
    }

    TablePolicy ownedByRoot(Table table, ForeignKey key) {
        return new TablePolicy(names.table(table), null, key.name(), null, null, null, List.of());
    }

    TablePolicy unrelated(Table table) {
        return new TablePolicy(names.table(table), null, null, null, Treatment.UNRELATED, null, List.of());
    }

    TablePolicy accept(Table table, List<String> triggers) {
        return new TablePolicy(names.table(table), null, null, null, null, null, List.of(), triggers, false);
    }

    EdgePolicy edge(Table table, ForeignKey key, Treatment treatment) {
        return new EdgePolicy(names.table(table), key.name(), treatment);
    }

    /** The line as it stands in a policy, for a sentence. */
    static String written(TablePolicy line) {
        String owned = pair("owned-by", line.ownedBy()) + pair("owned-by-root", line.ownedByRoot());
        return "{table: " + line.table() + (owned.isEmpty() ? ", treatment: unrelated" : owned) + "}";
    }

    private static String pair(String key, @Nullable String value) {
        return value == null ? "" : ", " + key + ": " + (value.indexOf(',') < 0 ? value : "\"" + value + "\"");
    }
}
