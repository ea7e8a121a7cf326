@NullMarked
package dev.orgpurge.broken.ledger;

import org.jspecify.annotations.NullMarked;
