package dev.orgpurge.catalogue;

/** For which rows of partitioned tables a foreign key speaks. */
public enum Extent {
    /** For all of them, as between tables that are not partitioned. */
    WHOLE,
    /** Only some partitions have the key: in the others the same columns may mean anything. */
    SOME_PARTITIONS,
    /** It points at one partition by columns that identify no row of the whole table. */
    INTO_ONE_PARTITION
}
