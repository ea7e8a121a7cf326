package dev.orgpurge.broken.plan;

/** Uses every room that this room may use, and nothing else. */
public record Door(dev.orgpurge.broken.catalogue.Door catalogue) {}
