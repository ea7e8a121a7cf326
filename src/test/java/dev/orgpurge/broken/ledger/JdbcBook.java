package dev.orgpurge.broken.ledger;

/** An implementation that is its own door. */
public record JdbcBook() {}
