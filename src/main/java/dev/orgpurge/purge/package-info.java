/** Carries a plan out; stops and resumes anywhere; the only room that knows Spring Batch and builds SQL. */
@NullMarked
package dev.orgpurge.purge;

import org.jspecify.annotations.NullMarked;
