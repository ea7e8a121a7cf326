package dev.orgpurge.purge;

import java.time.Duration;

/**
 * Guards, batches and pace; read from today's configuration, also on a restart.
 *
 * @param guards what refuses a night
 * @param batchOrganizations organizations that go together at most
 * @param batchRows rows that go together at most; a larger organization is its own batch
 * @param maxCircleRows rows that refer to each other in circles and go in one statement at most; an organization with more
 *     is blocked
 * @param targetChunk how long a chunk's transaction should take
 * @param workers connections that delete side by side
 */
public record PurgeSettings(
        GuardSettings guards,
        int batchOrganizations,
        long batchRows,
        long maxCircleRows,
        Duration targetChunk,
        int workers) {}
