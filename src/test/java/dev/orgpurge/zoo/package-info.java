/**
 * The schema zoo: hard cases of real schemas, each a folder under {@code src/test/resources/zoo}, purged or refused end
 * to end through the command line. A bug report becomes a folder.
 *
 * <dl>
 *   <dt>{@code schema.sql}, {@code seed.sql}
 *   <dd>run in this order on an empty database. Unless the policy says otherwise the root is {@code
 *       organizations(id, name, status, deactivated_at)} and whoever is {@code DEACTIVATED} goes ({@code zoo/base.yaml}).
 *   <dt>{@code policy.yaml}, optional
 *   <dd>read after {@code base.yaml}, so it may hold only {@code orgpurge.tables} and {@code orgpurge.edges} or
 *       another {@code orgpurge.organization} as well.
 *   <dt>{@code role.txt}, optional
 *   <dd>the role to run as, which {@code schema.sql} creates with its own name as password.
 *   <dt>{@code expect.yaml}
 *   <dd>{@code organizations}: every candidate with its status, followed by the codes and tables of its reasons. {@code
 *       goes}: per table how many rows go and a predicate over them, which nothing else may satisfy. {@code changes}: per table
 *       how many rows are detached and the query that shows, before the purge, all rows as they must be afterwards.
 *       {@code written}: rows that the schema's own triggers add. {@code by-trigger}: rows that go by the schema's own
 *       triggers, before OrgPurge came to them.
 *       Every table that is not named must stay as it is.
 *   <dt>{@code refusal.txt} instead of {@code expect.yaml}
 *   <dd>the error findings of the plan, one a line: code, table, constraint if there is one. Nothing may be deleted.
 * </dl>
 */
@NullMarked
package dev.orgpurge.zoo;

import org.jspecify.annotations.NullMarked;
