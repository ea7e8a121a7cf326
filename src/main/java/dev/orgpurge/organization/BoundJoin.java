package dev.orgpurge.organization;

/**
 * Another table's rows, summed up per organization. Its columns have names that no snippet uses by accident.
 *
 * @param alias begins all its names
 * @param rows a query with the columns {@code …_key}, {@code …_rows}, {@code …_fulfilling}, {@code …_holds} and
 *     {@code …_since}, one row for each organization that has any
 * @param on column of the root table, quoted, that its key is compared with
 */
record BoundJoin(String alias, String table, SqlText rows, String on) {

    String column(String name) {
        return alias + "_" + name;
    }

    BoundPart part() {
        return new BoundPart(
                "join",
                table,
                new SqlText().add(column("holds")),
                new SqlText()
                        .add("case when " + column("key") + " is null then 'no_row' else " + column("fulfilling")
                                + " || ' of ' || " + column("rows") + " || ' rows' end"));
    }

    /** For the FROM clause, behind the root table. */
    SqlText clause(RootTable root) {
        return new SqlText()
                .add(" left join (")
                .add(rows)
                .add(") " + alias + " on " + column("key") + " = "
                        + root.table().name().sql() + "." + on);
    }
}
