package dev.orgpurge.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What a look at a ledger or a certificate found.
 *
 * @param entries entries walked
 * @param head {@code sha256:…} of the last good entry
 * @param firstBroken position of the first entry that does not fit, or that nothing outside vouches for any more; null if there is none
 * @param detail what does not fit, or what could not be checked; null if there is nothing to say
 * @param signedTo last entry under a signature of the given keys; 0: none, or no keys were given
 */
public record Verification(
        Status status,
        long entries,
        String head,
        @Nullable Long firstBroken,
        @Nullable String detail,
        long signedTo) {

    /** The worst that was found. */
    public enum Status {
        /** All that was asked for holds. */
        INTACT,
        /** It holds, but a signature was asked for and there is none. */
        UNSIGNED,
        /** There are signatures that the given keys cannot tell anything about. */
        UNVERIFIABLE,
        /** Something was changed, removed, reordered, cut off or made up. */
        BROKEN
    }

    /** The same walk with the worse finding of another look. */
    public Verification but(Verification worse) {
        return new Verification(worse.status, entries, head, worse.firstBroken, worse.detail, signedTo);
    }

    public boolean intact() {
        return status == Status.INTACT;
    }
}
