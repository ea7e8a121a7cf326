/** Certificates, from the ledger alone. */
@NullMarked
package dev.orgpurge.report;

import org.jspecify.annotations.NullMarked;
