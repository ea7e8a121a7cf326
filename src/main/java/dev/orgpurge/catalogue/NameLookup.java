package dev.orgpurge.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resolves a written table name. What could mean two tables means none. */
final class NameLookup {

    private static final String PART = "\"(?:[^\"]|\"\")+\"|[^.\"][^.]*";
    private static final Pattern WRITTEN = Pattern.compile("(?:(?<schema>" + PART + ")\\.)?(?<name>" + PART + ")");

    private final String written;
    private final Optional<String> schema;
    private final Optional<String> name;

    private NameLookup(String written) {
        Matcher parts = WRITTEN.matcher(written);
        boolean parsed = parts.matches();
        this.written = written;
        this.schema = parsed ? Optional.ofNullable(parts.group("schema")) : Optional.empty();
        this.name = parsed ? Optional.ofNullable(parts.group("name")) : Optional.empty();
    }

    static Optional<Table> find(String written, Map<QualifiedName, Table> tables, List<String> searchPath) {
        NameLookup lookup = new NameLookup(written);
        return Stream.<BiPredicate<String, String>>of(NameLookup::exactly, NameLookup::folded)
                .map(part -> lookup.candidates(tables.keySet(), searchPath, part))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .filter(found -> found.size() == 1)
                .map(found -> tables.get(found.iterator().next()));
    }

    private Set<QualifiedName> candidates(
            Set<QualifiedName> tables, List<String> searchPath, BiPredicate<String, String> part) {
        Set<QualifiedName> qualified =
                tables.stream().filter(table -> isQualified(table, part)).collect(Collectors.toSet());
        List<QualifiedName> unqualified =
                tables.stream().filter(table -> isUnqualified(table, part)).toList();
        qualified.addAll(nearest(unqualified, searchPath));
        return qualified;
    }

    private boolean isQualified(QualifiedName table, BiPredicate<String, String> part) {
        boolean inSchema = schema.filter(s -> part.test(s, table.schema())).isPresent();
        return table.toString().equals(written)
                || (inSchema && name.filter(n -> part.test(n, table.name())).isPresent());
    }

    private boolean isUnqualified(QualifiedName table, BiPredicate<String, String> part) {
        return table.name().equals(written)
                || (schema.isEmpty()
                        && name.filter(n -> part.test(n, table.name())).isPresent());
    }

    private static List<QualifiedName> nearest(List<QualifiedName> unqualified, List<String> searchPath) {
        return searchPath.stream()
                .map(schema -> unqualified.stream()
                        .filter(table -> table.schema().equals(schema))
                        .toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(unqualified);
    }

    private static boolean exactly(String writtenPart, String stored) {
        return stored.equals(isQuoted(writtenPart) ? unquoted(writtenPart) : writtenPart);
    }

    private static boolean folded(String writtenPart, String stored) {
        return exactly(writtenPart, stored) || (!isQuoted(writtenPart) && stored.equals(lowerCased(writtenPart)));
    }

    private static boolean isQuoted(String part) {
        return part.startsWith("\"");
    }

    private static String unquoted(String part) {
        return part.substring(1, part.length() - 1).replace("\"\"", "\"");
    }

    // the server folds ASCII letters only where the encoding has several bytes (manual, section 4.1.1)
    private static String lowerCased(String part) {
        return part.chars()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
