@NullMarked
package dev.orgpurge.broken.access;

import org.jspecify.annotations.NullMarked;
