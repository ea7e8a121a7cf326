package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells by name and type which columns look as if they held the key of an organization. */
final class OwnerNames {

    private static final Set<String> ORGANIZATION =
            Set.of("organizationid", "organisationid", "orgid", "tenantid", "tenantrecordid");
    private static final Set<String> OTHER = Set.of("accountid", "workspaceid", "teamid");

    private static final Set<String> PEOPLE =
            Set.of("user", "users", "account", "accounts", "person", "people", "member", "members");

    private final Set<String> ofRoot;
    private final Column rootKey;

    OwnerNames(Table root, Column rootKey) {
        String name = plain(root.name().name());
        this.ofRoot = Set.copyOf(List.of(name + "id", singular(name) + "id"));
        this.rootKey = rootKey;
    }

    boolean looksLikeOwner(Column column) {
        return rank(column) < 3 && DeclaredRelations.castable(column, rootKey);
    }

    /** 0: named after the root table; 1: after organizations in general; 2: after what is often one; 3: after neither. */
    int rank(Column column) {
        String name = plain(column.name());
        if (ofRoot.contains(name)) {
            return 0;
        }
        return ORGANIZATION.contains(name) ? 1 : OTHER.contains(name) ? 2 : 3;
    }

    /** Best names first, then columns that can never be NULL. */
    Comparator<Column> best() {
        return Comparator.comparingInt(this::rank)
                .thenComparing(Column::notNull, Comparator.reverseOrder())
                .thenComparing(Column::name);
    }

    /** The column is called as one that refers to this table would be: {@code team_id} and {@code teams}. */
    static boolean namedAfter(Column column, Table table) {
        String name = plain(column.name());
        return spellings(table).stream().anyMatch(spelling -> name.equals(spelling + "id"));
    }

    /** A class name such as {@code Billing::TeamMember} means this table. */
    static boolean means(String type, Table table) {
        String last = type.replaceAll("^.*(::|[.\\\\/])", "");
        return spellings(table).contains(plain(last));
    }

    /** Rows are people, who may belong to several organizations. */
    static boolean people(Table table) {
        return PEOPLE.contains(plain(table.name().name()));
    }

    private static List<String> spellings(Table table) {
        String name = plain(table.name().name());
        return List.of(name, singular(name));
    }

    static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String singular(String plural) {
        if (plural.endsWith("ies")) {
            return plural.substring(0, plural.length() - 3) + "y";
        }
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }
}
