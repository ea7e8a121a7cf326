package dev.orgpurge.report;

/** What a report can be written as. */
public enum ReportFormat {
    /** Everything, one object, an organization to a line. */
    JSON,
    /** One of its lists. */
    CSV,
    /** Every list on a sheet of its own. */
    XLSX,
    /** For people: the sums, charts, and the first of each list. */
    HTML,
    /** The same to file away: PDF/A. */
    PDF;

    /** True if it is no text that a terminal could show. */
    public boolean binary() {
        return this == XLSX || this == PDF;
    }
}
