@NullMarked
package dev.orgpurge.broken.organization;

import org.jspecify.annotations.NullMarked;
