package dev.orgpurge.broken.purge;

/** Says nothing either. */
final class PurgeUtils {}
