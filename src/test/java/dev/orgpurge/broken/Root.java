package dev.orgpurge.broken;

/** The root package of the broken house; no room may look back at it. */
public record Root() {}
