package dev.orgpurge.report;

/** A list of a report. */
public enum ReportPart {
    /** Everyone who became due, with verdict and outcome. */
    ORGANIZATIONS,
    /** Tables with the figures of all organizations that are gone. */
    TABLES,
    /** Runs. */
    RUNS
}
