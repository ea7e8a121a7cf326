package dev.orgpurge.report;

/** The per-organization proof as canonical JSON, derived from the ledger alone. */
public record Certificate(String certificateId, String json) {}
