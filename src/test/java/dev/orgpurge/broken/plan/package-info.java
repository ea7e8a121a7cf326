@NullMarked
package dev.orgpurge.broken.plan;

import org.jspecify.annotations.NullMarked;
