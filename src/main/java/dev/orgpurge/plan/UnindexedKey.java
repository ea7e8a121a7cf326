package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import java.util.stream.Collectors;

/** A foreign key without an index: the server scans the referencing table for every deleted row, which has a price. */
record UnindexedKey(ForeignKey key, Table referenced, Table scanned) {

    /** Row visits if every row of the referenced table went; estimates, 0 where the tables were never analysed. */
    long price() {
        double visits = (double) referenced.estimatedRows() * scanned.estimatedRows();
        return visits >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) visits;
    }

    void report(long most, Findings findings) {
        String table = key.table().toString();
        if (price() > most) {
            findings.error(
                    FindingCode.UNINDEXED_FOREIGN_KEY,
                    table,
                    key.name(),
                    detail() + "; that is more than orgpurge.guards.max-scan-rows = " + most);
        } else {
            findings.warning(FindingCode.UNINDEXED_FOREIGN_KEY, table, key.name(), detail());
        }
    }

    private String detail() {
        return "no index leads with its columns, so each deleted row of " + key.referencedTable()
                + " scans the table: up to about " + referenced.estimatedRows() + " deleted rows x "
                + scanned.estimatedRows() + " scanned rows = " + price() + " row visits; create index concurrently on "
                + key.table().sql() + " ("
                + key.columns().stream().map(Column::sql).collect(Collectors.joining(", ")) + ")";
    }
}
