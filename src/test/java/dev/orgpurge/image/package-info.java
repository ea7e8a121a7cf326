/** The image's recipe and its start, as far as they can be tried without an engine. */
@NullMarked
package dev.orgpurge.image;

import org.jspecify.annotations.NullMarked;
