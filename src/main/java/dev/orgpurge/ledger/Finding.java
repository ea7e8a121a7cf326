package dev.orgpurge.ledger;

import dev.orgpurge.ledger.Verification.Status;
import org.jspecify.annotations.Nullable;

/** Something that a look at a ledger found. */
record Finding(Status status, @Nullable Long position, String detail) {

    static Finding broken(@Nullable Long position, String detail) {
        return new Finding(Status.BROKEN, position, detail);
    }

    static Finding lesser(Status status, String detail) {
        return new Finding(status, null, detail);
    }

    /** The worse of two; of equals, the earlier one. */
    static @Nullable Finding worse(@Nullable Finding one, @Nullable Finding other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.status.compareTo(one.status) > 0 ? other : one;
    }
}
