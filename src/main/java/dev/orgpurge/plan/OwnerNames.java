package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Tells by name and type which columns look as if they held the key of an organization. */
final class OwnerNames {

    private static final Set<String> ORGANIZATION =
            Set.of("organizationid", "organisationid", "orgid", "tenantid", "tenantrecordid");
    private static final Set<String> OTHER = Set.of("accountid", "workspaceid", "teamid");

    /** Words that people use for each other. */
    private static final Set<String> SAME = Set.of("org", "organization", "organisation");

    private static final Set<String> PEOPLE =
            Set.of("user", "users", "account", "accounts", "person", "people", "member", "members");

    private final Set<String> ofRoot;
    private final Set<String> ofItsLastWord;
    private final Column rootKey;

    OwnerNames(Table root, Column rootKey) {
        this.ofRoot = columns(root.name().name());
        this.ofItsLastWord = Set.copyOf(lastWord(root, rootKey));
        this.rootKey = rootKey;
    }

    /** {@code crm_tenants} and {@code org_master} with the key {@code org_id} are meant without the rest of their names. */
    private static List<String> lastWord(Table root, Column rootKey) {
        String[] words = root.name().name().split("_", -1);
        List<String> names = new ArrayList<>(columns(words[words.length - 1]));
        for (String word : words) {
            if (columns(word).contains(plain(rootKey.name()))) {
                names.add(plain(rootKey.name()));
            }
        }
        return names;
    }

    private static Set<String> columns(String table) {
        return Set.copyOf(List.of(plain(table) + "id", singular(plain(table)) + "id").stream()
                .distinct()
                .toList());
    }

    /**
     * The columns of a table that look like an organization's key and have no foreign key, best first. One that is named
     * after its own table is that table's own number.
     */
    List<Column> loose(Catalogue catalogue, Table table) {
        return LooseColumns.of(catalogue, table).stream()
                .filter(column -> looksLikeOwner(column) && !namedAfter(column, table))
                .sorted(best())
                .toList();
    }

    private boolean looksLikeOwner(Column column) {
        return rank(column) < 3 && DeclaredRelations.castable(column, rootKey);
    }

    /** 0: named after the root table; 1: after organizations in general; 2: after what is often one; 3: after neither. */
    int rank(Column column) {
        String name = plain(column.name());
        if (ofRoot.contains(name)) {
            return 0;
        }
        return ORGANIZATION.contains(name) || ofItsLastWord.contains(name) ? 1 : OTHER.contains(name) ? 2 : 3;
    }

    /** Best names first, then columns that can never be NULL. */
    private Comparator<Column> best() {
        return Comparator.comparingInt(this::rank)
                .thenComparing(Column::notNull, Comparator.reverseOrder())
                .thenComparing(Column::name);
    }

    /** The column is called as one that refers to this table would be: {@code team_id} and {@code teams}. */
    static boolean namedAfter(Column column, Table table) {
        String name = plain(column.name());
        return spellings(table).stream().anyMatch(spelling -> name.equals(spelling + "id"));
    }

    /** What columns that refer to this table would be called. */
    static List<String> references(Table table) {
        return spellings(table).stream()
                .map(spelling -> spelling + "id")
                .distinct()
                .toList();
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
        return SAME.contains(singular(name))
                ? SAME.stream().flatMap(same -> Stream.of(same, same + "s")).toList()
                : List.of(name, singular(name));
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
