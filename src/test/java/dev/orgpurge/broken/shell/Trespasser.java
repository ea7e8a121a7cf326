package dev.orgpurge.broken.shell;

/** Uses every room that this room may not use, and the root. */
public record Trespasser(
        dev.orgpurge.broken.operation.Door operation,
        dev.orgpurge.broken.http.Door http,
        dev.orgpurge.broken.ops.Door ops,
        dev.orgpurge.broken.Root root) {}
