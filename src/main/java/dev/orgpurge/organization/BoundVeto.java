package dev.orgpurge.organization;

import java.util.Optional;

/** A veto as SQL over the root table's bare column names. */
record BoundVeto(String name, BoundPart part, Optional<BoundJoin> join) {

    SqlText protects() {
        return new SqlText().add("coalesce(").add(part.holds()).add(", false)");
    }
}
