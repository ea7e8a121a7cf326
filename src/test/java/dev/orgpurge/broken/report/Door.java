package dev.orgpurge.broken.report;

/** Uses every room that this room may use, and nothing else. */
public record Door(
        dev.orgpurge.broken.ledger.Door ledger,
        dev.orgpurge.broken.organization.Door organization,
        dev.orgpurge.broken.problem.Door problem) {}
