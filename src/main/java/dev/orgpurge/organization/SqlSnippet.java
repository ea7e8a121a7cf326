package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Parser;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A piece of SQL that the configuration trusts somebody to write.
 *
 * @param property where it stands, such as {@code orgpurge.organization.due[0].when}
 * @param text as it was written
 */
public record SqlSnippet(String property, String text) {

    /** In parentheses, ready for a prepared statement. */
    public String sql() {
        // a line comment at the end of the snippet must not swallow what follows
        return "(" + bare() + "\n)";
    }

    /** Without parentheses, for a SET list. */
    String bare() {
        StringBuilder out = new StringBuilder();
        char[] chars = text.toCharArray();
        int next = 0;
        while (next < chars.length) {
            int last = Math.min(endOfToken(chars, next), chars.length - 1);
            out.append(chars, next, last - next + 1);
            if (chars[next] == '?') {
                // PostgreSQL has operators with question marks; the driver takes a single one for a parameter
                out.append('?');
            }
            next = last + 1;
        }
        return out.toString();
    }

    private static int endOfToken(char[] chars, int at) {
        return switch (chars[at]) {
            case '\'' -> Parser.parseSingleQuotes(chars, at, true);
            case '"' -> Parser.parseDoubleQuotes(chars, at);
            case '-' -> Parser.parseLineComment(chars, at);
            case '/' -> Parser.parseBlockComment(chars, at);
            case '$' -> Parser.parseDollarQuotes(chars, at);
            default -> at;
        };
    }

    /**
     * Looks whether it stays where it is put: the driver would run what follows a semicolon as a statement of its own.
     *
     * @throws Problem usage, if it has a semicolon, or a quote, comment or parenthesis that does not fit
     */
    public void requireOnePiece() {
        char[] chars = ("(" + text + "\n)").toCharArray();
        int depth = 0;
        int next = 0;
        while (next < chars.length) {
            int last = endOfToken(chars, next);
            char c = chars[next];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ';') {
                throw broken("has a semicolon outside quotes; write one expression");
            }
            if (last >= chars.length || (depth == 0 && last < chars.length - 1)) {
                throw broken("has a quote, a comment or a parenthesis without its counterpart; close it");
            }
            next = last + 1;
        }
        if (depth != 0) {
            throw broken("has a quote, a comment or a parenthesis without its counterpart; close it");
        }
    }

    private Problem broken(String how) {
        return Problem.usage("CONFIGURATION", property + ": \"" + text + "\" " + how);
    }

    /**
     * Asks the database, without reading a row, whether this is a condition on the table.
     *
     * @throws Problem usage, if it is not
     */
    public void checkCondition(JdbcClient jdbc, Table table) {
        requireOnePiece();
        try {
            jdbc.sql("select 1 from " + table.name().sql() + " where " + sql() + " limit 0")
                    .query()
                    .listOfRows();
        } catch (DataAccessException e) {
            throw problem(e, "a condition on " + table.name());
        }
    }

    /** The type of this expression over the table's row, as the driver names it. */
    String type(JdbcClient jdbc, Table table) {
        requireOnePiece();
        try {
            // once more in WHERE, where PostgreSQL takes no aggregates: they make no sense of one row
            return jdbc.sql("select " + sql() + " from " + table.name().sql() + " where " + sql()
                            + " is not null limit 0")
                    .query(rows -> {
                        @Nullable String name = rows.getMetaData().getColumnTypeName(1);
                        return String.valueOf(name);
                    });
        } catch (DataAccessException e) {
            throw problem(e, "an expression over " + table.name());
        }
    }

    /** What to tell about a statement that failed because of this snippet; infrastructure failures stay what they are. */
    RuntimeException problem(DataAccessException e, String expected) {
        return SqlFailure.of(e)
                .filter(failure -> !failure.infrastructure())
                .<RuntimeException>map(failure -> failure.missingPrivilege()
                        ? failure.privilegeProblem()
                        : Problem.usage(
                                "CONFIGURATION",
                                property + ": PostgreSQL does not accept \"" + text + "\" as " + expected + " "
                                        + failure.reason() + "; correct the SQL there"))
                .orElse(e);
    }
}
