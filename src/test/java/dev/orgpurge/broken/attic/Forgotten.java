package dev.orgpurge.broken.attic;

/** Lives in no room. */
final class Forgotten {}
