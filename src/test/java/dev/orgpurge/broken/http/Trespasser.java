package dev.orgpurge.broken.http;

/** Uses every room that this room may not use, and the root. */
public record Trespasser(
        dev.orgpurge.broken.shell.Door shell, dev.orgpurge.broken.ops.Door ops, dev.orgpurge.broken.Root root) {}
