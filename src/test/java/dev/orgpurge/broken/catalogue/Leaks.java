package dev.orgpurge.broken.catalogue;

import java.sql.ResultSet;

/** Hands JDBC to its callers. */
public record Leaks(ResultSet rows) {}
