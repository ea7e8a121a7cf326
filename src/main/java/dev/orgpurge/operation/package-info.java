/** What callers of the HTTP API asked for, and the queue that makes runs of it. */
@NullMarked
package dev.orgpurge.operation;

import org.jspecify.annotations.NullMarked;
