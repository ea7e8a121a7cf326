package dev.orgpurge.broken.organization;

/** Uses every room that this room may use, and nothing else. */
public record Door(dev.orgpurge.broken.catalogue.Door catalogue, dev.orgpurge.broken.problem.Door problem) {}
