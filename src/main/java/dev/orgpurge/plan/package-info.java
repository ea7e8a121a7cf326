/** Pure: catalogue and policy in, ordered steps, treatments, findings and digest out. No JDBC. */
@NullMarked
package dev.orgpurge.plan;

import org.jspecify.annotations.NullMarked;
