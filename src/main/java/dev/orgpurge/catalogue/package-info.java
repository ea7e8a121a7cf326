/** The database as it is, read once from pg_catalog; the only maker of SQL identifiers. */
@NullMarked
package dev.orgpurge.catalogue;

import org.jspecify.annotations.NullMarked;
