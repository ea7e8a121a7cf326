/** What was decided and done: append-only and hash-chained. */
@NullMarked
package dev.orgpurge.ledger;

import org.jspecify.annotations.NullMarked;
