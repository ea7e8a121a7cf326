@NullMarked
package dev.orgpurge.shell;

import org.jspecify.annotations.NullMarked;
