package dev.orgpurge.organization;

/**
 * The moment at which a state begins.
 *
 * @param part the configuration's key for it
 * @param about which column or SQL
 * @param sql a timestamptz; NULL if there is none
 */
record BoundMoment(String part, String about, SqlText sql) {}
