package dev.orgpurge.broken.ops;

/** Uses every room that this room may use, and nothing else. */
public record Door(
        dev.orgpurge.broken.purge.Door purge,
        dev.orgpurge.broken.ledger.Door ledger,
        dev.orgpurge.broken.organization.Door organization,
        dev.orgpurge.broken.constraint.Door constraint,
        dev.orgpurge.broken.operation.Door operation) {}
