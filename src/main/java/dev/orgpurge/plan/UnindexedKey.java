package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Scanned;
import dev.orgpurge.catalogue.Table;
import java.util.stream.Collectors;

/**
 * A foreign key without an index: the server scans the referencing table, or those of its partitions that have none, for
 * every deleted row, which has a price.
 */
record UnindexedKey(ForeignKey key, Table referenced, Table referencing) {

    private static final int MOST_NAMED = 3;

    /** Row visits if every row of the referenced table went; estimates, 0 where the tables were never analysed. */
    long price() {
        double visits = (double) referenced.estimatedRows() * scannedRows();
        return visits >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) visits;
    }

    private long scannedRows() {
        return whole()
                ? referencing.estimatedRows()
                : key.scanned().stream().mapToLong(Scanned::estimatedRows).sum();
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
        String columns = key.columns().stream().map(Column::sql).collect(Collectors.joining(", "));
        String indexes = key.scanned().stream()
                .limit(MOST_NAMED)
                .map(scan -> "create index concurrently on " + scan.table().sql() + " (" + columns + ")")
                .collect(Collectors.joining("; "));
        int more = key.scanned().size() - MOST_NAMED;
        return "no index leads with its columns" + where() + ", so each deleted row of " + key.referencedTable()
                + " scans " + (whole() ? "the table" : key.scanned().size() == 1 ? "it" : "them") + ": up to about "
                + referenced.estimatedRows()
                + " deleted rows x " + scannedRows() + " scanned rows = " + price() + " row visits; " + indexes
                + (more > 0 ? " and the same on " + more + " more" : "");
    }

    private boolean whole() {
        return key.scanned().stream().anyMatch(scan -> scan.table().equals(key.table()));
    }

    private String where() {
        int parts = key.scanned().size();
        return whole() ? "" : " in " + parts + (parts == 1 ? " partition" : " partitions");
    }
}
