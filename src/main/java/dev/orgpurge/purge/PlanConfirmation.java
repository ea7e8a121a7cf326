package dev.orgpurge.purge;

import java.util.Optional;

/** Asks the operator to name the plan that an unfinished run is to go on with. */
@FunctionalInterface
public interface PlanConfirmation {

    /** The digest that the operator gave or typed when shown today's; empty if he gave nothing and cannot be asked. */
    Optional<String> typedFor(String digest);
}
