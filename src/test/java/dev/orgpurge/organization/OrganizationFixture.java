package dev.orgpurge.organization;

import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.RootSettings.StateChange;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Opens root tables for tests. */
public final class OrganizationFixture {

    private OrganizationFixture() {}

    public static Organizations open(TestDatabase database, RootSettings settings) {
        JdbcTransactionManager transactions = new JdbcTransactionManager(database.dataSource());
        return new OrganizationSource(database.jdbc(), transactions, settings)
                .open(CatalogueFixture.read(database.dataSource()));
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

    static RootSettings changing(
            RootSettings settings, @Nullable StateChange deactivate, @Nullable StateChange reactivate) {
        return new RootSettings(
                settings.table(), settings.key(), settings.label(), settings.due(), deactivate, reactivate);
    }
}
