/** Who may ask for what over HTTP. */
@NullMarked
package dev.orgpurge.access;

import org.jspecify.annotations.NullMarked;
