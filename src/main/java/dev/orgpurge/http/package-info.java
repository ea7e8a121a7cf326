/** The HTTP API: the callers' words. */
@NullMarked
package dev.orgpurge.http;

import org.jspecify.annotations.NullMarked;
