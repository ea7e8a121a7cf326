package dev.orgpurge.broken.report;

/** Lives in a package that is not null-marked. */
final class Unmarked {}
