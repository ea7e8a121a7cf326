package dev.orgpurge.broken.report;

/** Uses every room that this room may not use, and the root. */
public record Trespasser(
        dev.orgpurge.broken.catalogue.Door catalogue,
        dev.orgpurge.broken.plan.Door plan,
        dev.orgpurge.broken.constraint.Door constraint,
        dev.orgpurge.broken.purge.Door purge,
        dev.orgpurge.broken.access.Door access,
        dev.orgpurge.broken.operation.Door operation,
        dev.orgpurge.broken.shell.Door shell,
        dev.orgpurge.broken.http.Door http,
        dev.orgpurge.broken.ops.Door ops,
        dev.orgpurge.broken.Root root) {}
