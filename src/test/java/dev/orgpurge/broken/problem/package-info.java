@NullMarked
package dev.orgpurge.broken.problem;

import org.jspecify.annotations.NullMarked;
