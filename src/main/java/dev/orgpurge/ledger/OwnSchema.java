package dev.orgpurge.ledger;

import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Our own schema {@code orgpurge}: the only place where OrgPurge creates anything. */
@Component
public final class OwnSchema {

    private final DataSource dataSource;

    OwnSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Brings the schema to this version's state; returns how many migrations ran. */
    public int migrate() {
        throw new UnsupportedOperationException(String.valueOf(dataSource));
    }

    /** True if the schema exists and no migration is pending. */
    public boolean current() {
        throw new UnsupportedOperationException();
    }

    /** Migrates if needed: the first use of a fresh database. */
    public void ensure() {
        if (!current()) {
            migrate();
        }
    }

    /** The SQL that {@link #migrate} would run on an empty database, for a database administrator to read and run. */
    public String printableSql() {
        throw new UnsupportedOperationException();
    }
}
