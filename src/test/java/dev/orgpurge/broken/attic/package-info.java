@NullMarked
package dev.orgpurge.broken.attic;

import org.jspecify.annotations.NullMarked;
