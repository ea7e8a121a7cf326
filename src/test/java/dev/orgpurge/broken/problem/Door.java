package dev.orgpurge.broken.problem;

/** Uses every room that this room may use, and nothing else. */
public record Door() {}
