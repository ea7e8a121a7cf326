package dev.orgpurge.catalogue;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the catalogue of the connected database. */
@Component
public final class CatalogueReader {

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    CatalogueReader(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        // a surrounding transaction would keep its own isolation and get our empty search path
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * One read of pg_catalog, in one snapshot and on a connection of its own; schemas of the server and of OrgPurge are
     * left out.
     */
    public Catalogue read() {
        return Objects.requireNonNull(snapshot.execute(status -> new CatalogueSnapshot(jdbc).read()));
    }

    /**
     * A number, asked on the caller's own connection and transaction, that changes whenever one of these tables, its
     * columns, indexes, triggers, rules, replica identity or the constraints on it or towards it change, or a publication
     * that names it. It may change for harmless reasons too (GRANT, TRUNCATE): then only a new {@link #read()} and its fingerprint tell. Domains, the leaves of partitioned
     * tables and what publications say of a whole schema are not looked at. To pin a plan, ask for the number first and compare the fingerprint after it.
     */
    public long probe(Collection<QualifiedName> tables) {
        return jdbc.sql(CatalogueQuery.PROBE.sql())
                .param("schemas", array(tables, QualifiedName::schema))
                .param("names", array(tables, QualifiedName::name))
                .query(Long.class)
                .single();
    }

    private static String[] array(Collection<QualifiedName> tables, Function<QualifiedName, String> part) {
        return tables.stream().map(part).toArray(String[]::new);
    }
}
