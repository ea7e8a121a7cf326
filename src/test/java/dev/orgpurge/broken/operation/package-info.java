@NullMarked
package dev.orgpurge.broken.operation;

import org.jspecify.annotations.NullMarked;
