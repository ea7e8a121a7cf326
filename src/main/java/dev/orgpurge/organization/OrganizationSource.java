package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Catalogue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opens the configured root table in a catalogue. */
@Component
public final class OrganizationSource {

    private final JdbcClient jdbc;
    private final RootSettings settings;

    OrganizationSource(JdbcClient jdbc, RootSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @throws dev.orgpurge.problem.Problem usage, if the table, a column, a rule's SQL or its type does not fit the
     *     database
     */
    public Organizations open(Catalogue catalogue) {
        throw new UnsupportedOperationException(jdbc + " " + settings + catalogue.fingerprint());
    }
}
