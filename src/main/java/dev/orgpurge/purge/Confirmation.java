package dev.orgpurge.purge;

import dev.orgpurge.organization.Organization;
import java.util.Optional;

/** Asks the operator to name what he is about to delete; label or id must match. */
@FunctionalInterface
public interface Confirmation {

    /** What the operator gave or typed; empty if he gave nothing and cannot be asked. */
    Optional<String> typedFor(Organization organization);
}
