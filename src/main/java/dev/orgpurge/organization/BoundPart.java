package dev.orgpurge.organization;

/**
 * One thing that a rule or veto asks, as SQL over the root table's bare column names.
 *
 * @param part the configuration's key for it
 * @param about which column, table or SQL
 * @param holds true, false or NULL
 * @param kind what sort of value was found, as text that gives no value away
 */
record BoundPart(String part, String about, SqlText holds, SqlText kind) {

    static BoundPart condition(SqlSnippet when) {
        String sql = when.sql();
        return new BoundPart(
                "when",
                when.text(),
                new SqlText().add(sql),
                new SqlText().add("case " + sql + " when true then 'true' when false then 'false' else 'null' end"));
    }
}
