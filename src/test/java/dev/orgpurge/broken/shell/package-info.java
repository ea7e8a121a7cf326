@NullMarked
package dev.orgpurge.broken.shell;

import org.jspecify.annotations.NullMarked;
