package dev.orgpurge.broken.purge;

/** Public and not final. */
public class Open {}
