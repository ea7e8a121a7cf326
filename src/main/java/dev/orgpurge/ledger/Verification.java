package dev.orgpurge.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What walking the chain found.
 *
 * @param entries entries walked
 * @param head {@code sha256:…} of the last good entry
 * @param firstBroken position of the first entry that does not fit; null if all do
 * @param detail what does not fit there
 */
public record Verification(
        long entries,
        String head,
        @Nullable Long firstBroken,
        @Nullable String detail) {

    public boolean intact() {
        return firstBroken == null;
    }
}
