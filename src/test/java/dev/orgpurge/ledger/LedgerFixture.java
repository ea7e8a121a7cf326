package dev.orgpurge.ledger;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database with its ledger. */
public record LedgerFixture(TestDatabase database, Ledger ledger, TransactionTemplate transaction) {

    public static LedgerFixture fresh() {
        TestDatabase database = TestServer.newDatabase();
        new OwnSchema(database.dataSource()).migrate();
        JdbcTransactionManager transactions = new JdbcTransactionManager(database.dataSource());
        return new LedgerFixture(
                database, new Ledger(database.dataSource(), transactions), new TransactionTemplate(transactions));
    }

    @SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map's values may be null
    public LedgerEntry append(
            EntryKind kind, @Nullable UUID run, @Nullable String organization, Map<String, @Nullable Object> facts) {
        OrganizationId id = organization == null ? null : new OrganizationId(organization);
        return committed(() -> ledger.append(new Draft(kind, run, id, facts)));
    }

    public List<Appended> appendAll(Draft... drafts) {
        return committed(() -> ledger.appendAll(List.of(drafts)));
    }

    <T> T committed(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    /** Signs by this key; null: by none. */
    public Signer signer(@Nullable KeySource key) {
        return new Signer(new EvidenceSettings(key, false, null, false, Horizons.UNKNOWN));
    }

    Seals seals(@Nullable KeySource key) {
        return seals(new EvidenceSettings(key, false, null, false, Horizons.UNKNOWN));
    }

    Seals seals(EvidenceSettings settings) {
        return new Seals(ledger, new Signer(settings), settings);
    }

    /** Does what only the owner of the tables can do. */
    public void tamper(String... statements) {
        JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
        jdbc.execute("alter table orgpurge.ledger_entry disable trigger user");
        jdbc.execute("alter table orgpurge.ledger_head disable trigger user");
        for (String statement : statements) {
            jdbc.execute(statement);
        }
    }
}
