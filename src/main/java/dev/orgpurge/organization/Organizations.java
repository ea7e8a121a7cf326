package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The organizations of one database. Times are the database's.
 *
 * <p>A row matches a rule if the rule's condition holds and its date, if the rule has one, is not ahead of the time asked
 * about. A row without a date matches too, so that somebody hears about it.
 */
public final class Organizations {

    private final JdbcClient jdbc;
    private final RootTable root;
    private final List<BoundRule> rules;
    private final List<BoundVeto> vetoes;
    private final StateChanges changes;
    private final Optional<Change> deactivation;
    private final Optional<Change> reactivation;

    Organizations(JdbcClient jdbc, RootTable root, Selection selection, RootSettings settings, StateChanges changes) {
        this.jdbc = jdbc;
        this.root = root;
        this.rules = List.copyOf(selection.rules());
        this.vetoes = List.copyOf(selection.vetoes());
        this.changes = changes;
        this.deactivation = Change.deactivation(settings);
        this.reactivation = Change.reactivation(settings);
    }

    /** What decides who goes, as SQL. */
    record Selection(List<BoundRule> rules, List<BoundVeto> vetoes) {}

    public RootTable root() {
        return root;
    }

    /** True if the rule of that name asks the organization's row and no other table: then it can be asked at any moment. */
    public boolean decidedByTheRowAlone(String rule) {
        return rules.stream()
                .map(BoundRule::rule)
                .anyMatch(known -> known.rule().equals(rule) && known.decidedByTheRowAlone());
    }

    /**
     * The id in the key's own text form, so that {@code 042} and {@code 42} are one bigint.
     *
     * @throws Problem usage, if the text is no value of the key's type
     */
    public OrganizationId parse(String text) {
        try {
            String value = jdbc.sql("select cast(? as " + root.keyType() + ")::text")
                    .param(text)
                    .query(String.class)
                    .single();
            if (value.isEmpty()) {
                throw Problem.usage("INVALID_ID", "an empty text names no organization; write an id");
            }
            return new OrganizationId(value);
        } catch (DataAccessException e) {
            throw SqlFailure.of(e)
                    .filter(SqlFailure::valueIsWrong)
                    .<RuntimeException>map(failure -> Problem.usage(
                            "INVALID_ID",
                            "\"" + text + "\" is no " + root.keyType() + ", and "
                                    + root.table().name() + "." + root.key() + " is one; check the id"))
                    .orElse(e);
        }
    }

    /** The organization with the rules it matches at {@code asOf}, on-request rules included. */
    public Optional<Organization> find(OrganizationId id, Instant asOf) {
        return findAll(List.of(id), asOf, true).stream().findFirst();
    }

    /** As {@link #find}, for many at once, in key order; absent ones are left out. */
    public List<Organization> findAll(Collection<OrganizationId> ids, Instant asOf, boolean onRequestRules) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return query(onRequestRules)
                .byKey(ids.stream().map(OrganizationId::value).toList(), asOf);
    }

    /** What every rule and veto says about an organization at {@code asOf}, part by part; empty if it does not exist. */
    public Optional<Explanation> explain(OrganizationId id, Instant asOf) {
        return query(true).explain(id, asOf);
    }

    /**
     * The next candidates in key order: organizations that match at least one rule that is not on-request, whether
     * their grace period is over or not.
     *
     * @param after the last id of the page before; null for the first page
     * @throws Problem usage, if no due rule is configured
     */
    public List<Organization> candidates(Instant asOf, @Nullable OrganizationId after, int limit) {
        if (rules.isEmpty()) {
            throw Problem.usage(
                    "CONFIGURATION",
                    "orgpurge.organization.due: no rule says who is due; write at least one, such as"
                            + " {rule: deactivated, when: \"status = 'DEACTIVATED'\", since: deactivated_at, grace: 30d}");
        }
        return query(false).matching(asOf, after, limit);
    }

    /**
     * Ids whose text begins with another, in key order: to complete what somebody types, who waits for it no longer than a
     * second.
     *
     * @throws DataAccessException if it takes longer
     */
    public List<String> idsBeginningWith(String text, int limit) {
        String key = root.keySql();
        return jdbc.sql("select " + key + "::text from " + root.table().name().sql() + " where starts_with(" + key
                        + "::text, ?) order by " + key + " limit ?")
                .withQueryTimeout(1)
                .param(text)
                .param(limit)
                .query((row, number) -> row.getString(1))
                .list();
    }

    private RootQuery query(boolean onRequestRules) {
        return new RootQuery(
                jdbc,
                root,
                rules.stream()
                        .filter(bound -> onRequestRules || !bound.rule().onRequest())
                        .toList(),
                vetoes);
    }

    /** @throws Problem usage, if the root table has no such column */
    public void requireColumn(String column, String property) {
        NamedColumn.find(root.table(), column, property);
    }

    /**
     * What a column of an organization's row holds, as text; empty if it is null or there is no such organization.
     *
     * @param property where the column is configured
     * @throws Problem usage, if there is no such column
     */
    public Optional<String> text(OrganizationId id, String column, String property) {
        String sql = NamedColumn.find(root.table(), column, property).column().sql();
        return jdbc.sql("select " + root.table().name().sql() + "." + sql + "::text from "
                        + root.table().name().sql() + " where " + root.keySql() + " = cast(? as " + root.keyType()
                        + ")")
                .param(id.value())
                .query((row, number) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .flatMap(value -> value);
    }

    /**
     * The query that selects candidates, as text: a question mark for the moment asked about wherever it is compared with, and
     * for the size of a page.
     */
    public String selection() {
        List<BoundRule> selecting =
                rules.stream().filter(bound -> !bound.rule().onRequest()).toList();
        return selecting.isEmpty()
                ? "-- no rule selects by itself: only an organization that somebody names is a candidate"
                : query(false).text();
    }

    /** All rows of the root table. */
    public long count() {
        return jdbc.sql("select count(*) from " + root.table().name().sql())
                .query(Long.class)
                .single();
    }

    /** True if it is configured what {@link #deactivate} sets. */
    public boolean deactivates() {
        return deactivation.isPresent();
    }

    /** True if it is configured what {@link #reactivate} sets. */
    public boolean reactivates() {
        return reactivation.isPresent();
    }

    /** Deactivates by the configured SET list. @throws dev.orgpurge.problem.Problem refused, not found or usage */
    public Organization deactivate(OrganizationId id) {
        return change(deactivation, "deactivate", id);
    }

    /** Takes a deactivation back. @throws dev.orgpurge.problem.Problem refused, not found or usage */
    public Organization reactivate(OrganizationId id) {
        return change(reactivation, "reactivate", id);
    }

    private Organization change(Optional<Change> configured, String name, OrganizationId id) {
        Change change = configured.orElseThrow(() -> Problem.usage(
                "CONFIGURATION",
                "orgpurge.organization." + name + ": it is not configured; write the SET list, such as"
                        + " {set: \"status = 'DEACTIVATED'\"}"));
        return changes.apply(change, id, changed -> find(changed, now()));
    }

    /** The database's clock. */
    public Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
