/** OrgPurge against its rivals on identical copies of one database: as fast, without their lock? */
@NullMarked
package dev.orgpurge.bench;

import org.jspecify.annotations.NullMarked;
