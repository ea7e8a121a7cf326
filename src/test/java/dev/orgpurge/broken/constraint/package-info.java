@NullMarked
package dev.orgpurge.broken.constraint;

import org.jspecify.annotations.NullMarked;
