package dev.orgpurge.constraint;

/**
 * What an operator lifted, for organizations he named.
 *
 * @param dependents {@code --force}: "still has users or businesses"
 * @param grace {@code --ignore-grace}: the grace period alone
 * @param freeze naming it: that it froze when it was reactivated in the middle of an earlier purge
 */
public record Lifted(boolean dependents, boolean grace, boolean freeze) {

    public Lifted(boolean dependents, boolean grace) {
        this(dependents, grace, false);
    }

    public static final Lifted NOTHING = new Lifted(false, false);
}
