package dev.orgpurge.catalogue;

/**
 * A partition whose rows a statement on the partitioned table does not reach as it should.
 *
 * @param remote a foreign table; else one whose detaching was broken off, which no query on the whole table sees
 */
public record OddPartition(QualifiedName name, boolean remote) {}
