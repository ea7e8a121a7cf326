package dev.orgpurge.catalogue;

import java.util.List;

/**
 * What the server does with a table's rows besides keeping them.
 *
 * @param unlogged the table, or one of its leaves, is emptied by a crash of the server
 * @param estimatedBytes with indexes and TOAST, of all leaves, as of the last VACUUM or ANALYZE; almost nothing before
 * @param rules rewrite rules on DELETE and UPDATE
 * @param materializedViews those that keep a copy of its rows
 */
public record Surroundings(
        boolean unlogged,
        long estimatedBytes,
        List<Rule> rules,
        List<Publication> publications,
        List<QualifiedName> materializedViews) {

    static final Surroundings NONE = new Surroundings(false, 0, List.of(), List.of(), List.of());

    public Surroundings {
        rules = List.copyOf(rules);
        publications = List.copyOf(publications);
        materializedViews = List.copyOf(materializedViews);
    }
}
