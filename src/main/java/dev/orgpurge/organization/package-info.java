/** Who is due, what the root row says; deactivate and reactivate. */
@NullMarked
package dev.orgpurge.organization;

import org.jspecify.annotations.NullMarked;
