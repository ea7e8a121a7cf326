package dev.orgpurge.catalogue;

/** An enabled user trigger. */
public record Trigger(String name, boolean onDelete, boolean onUpdate, boolean forEachRow) {}
