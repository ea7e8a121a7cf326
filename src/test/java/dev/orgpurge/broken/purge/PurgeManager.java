package dev.orgpurge.broken.purge;

/** Says nothing about what it is. */
final class PurgeManager {}
