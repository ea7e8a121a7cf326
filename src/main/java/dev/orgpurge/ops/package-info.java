/** Listens: metrics and signals. */
@NullMarked
package dev.orgpurge.ops;

import org.jspecify.annotations.NullMarked;
