package dev.orgpurge.broken.catalogue;

/** Uses every room that this room may use, and nothing else. */
public record Door(dev.orgpurge.broken.problem.Door problem) {}
