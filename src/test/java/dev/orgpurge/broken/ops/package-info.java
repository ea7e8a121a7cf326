@NullMarked
package dev.orgpurge.broken.ops;

import org.jspecify.annotations.NullMarked;
