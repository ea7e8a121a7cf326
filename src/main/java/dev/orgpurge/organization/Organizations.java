package dev.orgpurge.organization;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The organizations of one database. Times are the database's. */
public final class Organizations {

    private final JdbcClient jdbc;
    private final RootTable root;
    private final RootSettings settings;

    Organizations(JdbcClient jdbc, RootTable root, RootSettings settings) {
        this.jdbc = jdbc;
        this.root = root;
        this.settings = settings;
    }

    public RootTable root() {
        return root;
    }

    /**
     * The id in the key's own text form, so that {@code 042} and {@code 42} are one bigint.
     *
     * @throws dev.orgpurge.problem.Problem usage, if the text is no value of the key's type
     */
    public OrganizationId parse(String text) {
        throw new UnsupportedOperationException(text + jdbc + settings);
    }

    /** The organization with the rules it matches at {@code asOf}, on-request rules included. */
    public Optional<Organization> find(OrganizationId id, Instant asOf) {
        throw new UnsupportedOperationException(id + " " + asOf);
    }

    /** As {@link #find}, for many at once; absent ones are left out. */
    public List<Organization> findAll(Collection<OrganizationId> ids, Instant asOf, boolean onRequestRules) {
        throw new UnsupportedOperationException(ids + " " + asOf + onRequestRules);
    }

    /**
     * The next candidates in key order: organizations that match at least one rule that is not on-request, whether
     * their grace period is over or not.
     *
     * @param after the last id of the page before; null for the first page
     */
    public List<Organization> candidates(Instant asOf, @Nullable OrganizationId after, int limit) {
        throw new UnsupportedOperationException(asOf + " " + after + limit);
    }

    /** All rows of the root table. */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /** Deactivates by the configured SET list. @throws dev.orgpurge.problem.Problem refused, not found or usage */
    public Organization deactivate(OrganizationId id) {
        throw new UnsupportedOperationException(id.value());
    }

    /** Takes a deactivation back. @throws dev.orgpurge.problem.Problem refused, not found or usage */
    public Organization reactivate(OrganizationId id) {
        throw new UnsupportedOperationException(id.value());
    }

    /** The database's clock. */
    public Instant now() {
        throw new UnsupportedOperationException();
    }
}
