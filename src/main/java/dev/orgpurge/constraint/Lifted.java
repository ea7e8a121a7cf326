package dev.orgpurge.constraint;

/**
 * What an operator lifted, for organizations he named.
 *
 * @param dependents {@code --force}: "still has users or businesses"
 * @param grace {@code --ignore-grace}: the grace period alone
 */
public record Lifted(boolean dependents, boolean grace) {

    public static final Lifted NOTHING = new Lifted(false, false);
}
