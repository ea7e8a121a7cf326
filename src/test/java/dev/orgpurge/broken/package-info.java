/** A house that breaks every rule at least once, to show that each rule can fail. */
@NullMarked
package dev.orgpurge.broken;

import org.jspecify.annotations.NullMarked;
