package dev.orgpurge.broken.access;

/** Uses every room that this room may use, and nothing else. */
public record Door(
        dev.orgpurge.broken.problem.Door problem,
        dev.orgpurge.broken.organization.Door organization,
        dev.orgpurge.broken.ledger.Door ledger) {}
