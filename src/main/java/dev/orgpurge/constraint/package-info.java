/** May this organization go, and if not, why: every reason at once, asked set-wise. */
@NullMarked
package dev.orgpurge.constraint;

import org.jspecify.annotations.NullMarked;
