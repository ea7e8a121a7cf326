package dev.orgpurge.broken.http;

/** Uses every room that this room may use, and nothing else. */
public record Door(
        dev.orgpurge.broken.problem.Door problem,
        dev.orgpurge.broken.catalogue.Door catalogue,
        dev.orgpurge.broken.organization.Door organization,
        dev.orgpurge.broken.plan.Door plan,
        dev.orgpurge.broken.constraint.Door constraint,
        dev.orgpurge.broken.ledger.Door ledger,
        dev.orgpurge.broken.purge.Door purge,
        dev.orgpurge.broken.report.Door report,
        dev.orgpurge.broken.access.Door access,
        dev.orgpurge.broken.operation.Door operation) {}
