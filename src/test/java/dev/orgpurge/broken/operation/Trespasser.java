package dev.orgpurge.broken.operation;

/** Uses every room that this room may not use, and the root. */
public record Trespasser(
        dev.orgpurge.broken.catalogue.Door catalogue,
        dev.orgpurge.broken.plan.Door plan,
        dev.orgpurge.broken.report.Door report,
        dev.orgpurge.broken.shell.Door shell,
        dev.orgpurge.broken.http.Door http,
        dev.orgpurge.broken.ops.Door ops,
        dev.orgpurge.broken.Root root) {}
