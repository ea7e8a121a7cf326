package dev.orgpurge.organization;

import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.RootSettings.StateChange;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Opens root tables for tests. */
public final class OrganizationFixture {

    private OrganizationFixture() {}

    public static Organizations open(TestDatabase database, RootSettings settings) {
        return open(database.dataSource(), settings);
    }

    public static Organizations open(DataSource database, RootSettings settings) {
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        return new OrganizationSource(JdbcClient.create(database), transactions, settings)
                .open(CatalogueFixture.read(database));
    }

    public static Organizations open(TestDatabase database, String table, DueRule... rules) {
        return open(database, settings(table, rules));
    }

    public static RootSettings settings(String table, DueRule... rules) {
        return new RootSettings(table, null, null, List.of(rules), null, null);
    }

    /** A rule that needs no date. */
    public static DueRule rule(String name, @Nullable String when) {
        return new DueRule(name, when, null, Duration.ZERO, State.DEACTIVATED, false, false, null);
    }

    public static DueRule dated(String name, String when, String since, int graceDays) {
        return new DueRule(name, when, since, Duration.ofDays(graceDays), State.DEACTIVATED, false, false, null);
    }

    public static DueRule inZone(DueRule rule, String zone) {
        return new DueRule(
                rule.rule(),
                rule.when(),
                rule.since(),
                rule.grace(),
                rule.state(),
                rule.onRequest(),
                rule.force(),
                ZoneId.of(zone));
    }

    public static DueRule onRequest(String name) {
        return new DueRule(name, null, null, Duration.ZERO, null, true, false, null);
    }

    /** A rule that asks a column, which is the date itself if no values are given. */
    public static DueRule column(String name, String column, String... values) {
        return declared(name, new ColumnTest(column, List.of(values)), null, null);
    }

    /** A rule that asks another table. */
    public static DueRule joined(String name, JoinedRows join) {
        return declared(name, null, null, join);
    }

    static DueRule declared(
            String name, @Nullable ColumnTest column, @Nullable String purgeAfter, @Nullable JoinedRows join) {
        return new DueRule(
                name, null, null, Duration.ZERO, State.DEACTIVATED, false, false, null, null, column, purgeAfter, join);
    }

    /** The same rule, its date read so, with a grace period in days. */
    static DueRule reading(DueRule rule, @Nullable String zone, @Nullable EpochUnit unit, int graceDays) {
        return new DueRule(
                rule.rule(),
                rule.when(),
                rule.since(),
                Duration.ofDays(graceDays),
                rule.state(),
                rule.onRequest(),
                rule.force(),
                zone == null ? null : ZoneId.of(zone),
                unit,
                rule.column(),
                rule.purgeAfter(),
                rule.join());
    }

    /** The same settings with vetoes. */
    public static RootSettings vetoing(RootSettings settings, Veto... vetoes) {
        return new RootSettings(
                settings.table(),
                settings.key(),
                settings.label(),
                settings.due(),
                List.of(vetoes),
                settings.deactivate(),
                settings.reactivate());
    }

    static RootSettings changing(
            RootSettings settings, @Nullable StateChange deactivate, @Nullable StateChange reactivate) {
        return new RootSettings(
                settings.table(), settings.key(), settings.label(), settings.due(), deactivate, reactivate);
    }
}
