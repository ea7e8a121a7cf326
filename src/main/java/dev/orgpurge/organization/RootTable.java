package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;

/** The root table with its key and label columns, found in the catalogue. */
public record RootTable(Table table, Column key, Column label) {}
