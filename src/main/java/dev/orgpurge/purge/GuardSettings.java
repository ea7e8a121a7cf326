package dev.orgpurge.purge;

import org.jspecify.annotations.Nullable;

/**
 * How much one night may take; more refuses it before the first delete.
 *
 * @param maxOrganizations eligible organizations
 * @param maxShare share of all root rows, 0 to 1, with a floor of one organization
 * @param maxRows rows of all eligible organizations; null: not counted
 * @param maxJump how many times the median of the last nights
 * @param requirePlan a night deletes only what somebody approved, by {@code --plan}
 */
public record GuardSettings(
        int maxOrganizations, double maxShare, @Nullable Long maxRows, int maxJump, boolean requirePlan) {}
