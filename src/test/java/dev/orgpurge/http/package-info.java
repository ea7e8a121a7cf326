/** The HTTP API, served as the program serves it. */
@NullMarked
package dev.orgpurge.http;

import org.jspecify.annotations.NullMarked;
