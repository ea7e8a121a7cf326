package dev.orgpurge.operation;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param provider the organization's, if there are providers
 * @param idempotencyKey the caller's name for the request, among those of its key; null: none
 */
public record Submission(
        ApiKey key,
        OrganizationId organization,
        @Nullable String provider,
        Mode mode,
        boolean force,
        @Nullable String idempotencyKey) {}
