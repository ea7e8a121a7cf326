package dev.orgpurge.catalogue;

/**
 * An enabled rewrite rule of a table.
 *
 * @param onDelete rewrites DELETE; otherwise UPDATE
 * @param instead takes the statement's place; otherwise runs besides it
 */
public record Rule(String name, boolean onDelete, boolean instead) {}
