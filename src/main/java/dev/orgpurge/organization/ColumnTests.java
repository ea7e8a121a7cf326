package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks a column and its values against the database, once, and turns them into SQL. */
final class ColumnTests {

    private static final Set<String> COMPARED = Set.of("boolean", "smallint", "integer", "bigint", "numeric", "uuid");
    private static final Pattern TEXT = Pattern.compile("text|citext|[^.]+\\.citext|character varying|bpchar|name");
    /** What YAML makes of these words and of on, off, yes and no. */
    private static final Set<String> YAML_BOOLEANS = Set.of("true", "false");

    private final JdbcClient jdbc;

    ColumnTests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The column holds one of the values. NULL is none of them.
     *
     * @param property where column and values stand
     */
    BoundPart oneOf(ColumnTest test, Table table, String property) {
        NamedColumn named = NamedColumn.find(table, test.column(), property + ".column");
        Column column = named.column();
        String type = NamedColumn.exactType(column);
        List<String> labels = labels(type);
        boolean text = TEXT.matcher(type).matches();
        if (labels.isEmpty() && !text && !COMPARED.contains(type)) {
            throw configuration(
                    named.property(),
                    "\"" + column.name() + "\" is of type " + type
                            + "; values fit enum, text, number, boolean and uuid columns; write a when instead");
        }
        for (int i = 0; i < test.values().size(); i++) {
            String value = test.values().get(i);
            String place = property + ".values[" + i + "]";
            if (text) {
                requirePossibleText(value, column, place);
            } else {
                requireCastable(value, type, labels, place);
            }
        }
        return part(test, column, type);
    }

    private static BoundPart part(ColumnTest test, Column column, String type) {
        String marks = String.join(", ", Collections.nCopies(test.values().size(), "cast(? as " + type + ")"));
        Object[] values = test.values().toArray();
        String isOneOf = column.sql() + " in (" + marks + ")";
        return new BoundPart(
                "column",
                column.name(),
                new SqlText().add(isOneOf, values),
                new SqlText()
                        .add("case when " + column.sql() + " is null then 'null' when ")
                        .add(isOneOf, values)
                        .add(" then 'one of the values' else 'another value' end"));
    }

    private List<String> labels(String type) {
        return jdbc.sql("select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = to_regtype(?)"
                        + " order by e.enumsortorder")
                .param(type)
                .query((row, i) -> row.getString(1))
                .list();
    }

    private static void requirePossibleText(String value, Column column, String place) {
        if (YAML_BOOLEANS.contains(value)) {
            throw configuration(
                    place,
                    "\"" + value
                            + "\" is what YAML makes of true, false, on, off, yes and no without quotes, and column \""
                            + column.name() + "\" holds text; quote the word, or write a when if the text is " + value);
        }
        int length = length(column);
        if (value.codePointCount(0, value.length()) > length) {
            throw configuration(
                    place,
                    "\"" + value + "\" is longer than the " + length + " characters of column \"" + column.name()
                            + "\"; write a value that it can hold");
        }
    }

    private static int length(Column column) {
        String digits =
                column.sqlType().startsWith("character") ? column.sqlType().replaceAll("\\D", "") : "";
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private void requireCastable(String value, String type, List<String> labels, String place) {
        try {
            jdbc.sql("select cast(? as " + type + ")::text")
                    .param(value)
                    .query((row, i) -> row.getString(1))
                    .single();
        } catch (DataAccessException e) {
            throw SqlFailure.of(e)
                    .filter(SqlFailure::valueIsWrong)
                    .<RuntimeException>map(failure -> configuration(
                            place,
                            "\"" + value + "\" is no " + type + "; write "
                                    + (labels.isEmpty() ? "a value of that type" : String.join(", ", labels))))
                    .orElse(e);
        }
    }

    private static Problem configuration(String property, String detail) {
        return Problem.usage("CONFIGURATION", property + ": " + detail);
    }
}
