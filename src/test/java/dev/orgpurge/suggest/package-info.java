/** From no policy to a complete purge, on likenesses of real schemas. */
@NullMarked
package dev.orgpurge.suggest;

import org.jspecify.annotations.NullMarked;
