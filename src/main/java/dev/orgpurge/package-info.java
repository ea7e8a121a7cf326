/** The composition root: configuration is read here and handed to the rooms; no room may look back. */
@NullMarked
package dev.orgpurge;

import org.jspecify.annotations.NullMarked;
