package dev.orgpurge.purge;

import java.time.Duration;

/**
 * Guards, batches and pace; read from today's configuration, also on a restart.
 *
 * @param maxOrganizations more eligible organizations than that refuse the night
 * @param maxShare share of all root rows, 0 to 1, with a floor of one organization
 * @param batchOrganizations organizations that go together at most
 * @param batchRows rows that go together at most; a larger organization is its own batch
 * @param targetChunk how long a chunk's transaction should take
 * @param workers connections that delete side by side
 */
public record PurgeSettings(
        int maxOrganizations,
        double maxShare,
        int batchOrganizations,
        long batchRows,
        Duration targetChunk,
        int workers) {}
