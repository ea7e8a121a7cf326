@NullMarked
package dev.orgpurge.broken.purge;

import org.jspecify.annotations.NullMarked;
