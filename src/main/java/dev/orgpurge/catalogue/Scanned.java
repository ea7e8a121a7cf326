package dev.orgpurge.catalogue;

/**
 * A table or partition that has no index for a foreign key's columns.
 *
 * @param estimatedRows the planner's estimate, 0 if never analysed
 */
public record Scanned(QualifiedName table, long estimatedRows) {}
