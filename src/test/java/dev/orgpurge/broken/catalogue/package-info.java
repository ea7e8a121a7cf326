@NullMarked
package dev.orgpurge.broken.catalogue;

import org.jspecify.annotations.NullMarked;
