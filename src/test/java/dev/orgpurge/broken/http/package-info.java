@NullMarked
package dev.orgpurge.broken.http;

import org.jspecify.annotations.NullMarked;
