/** From a fresh clone to a certificate: an embedded PostgreSQL, the packaged jar, and the commands a night consists of. */
@NullMarked
package dev.orgpurge.demo;

import org.jspecify.annotations.NullMarked;
