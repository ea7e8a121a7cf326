package dev.orgpurge.constraint;

import static dev.orgpurge.organization.OrganizationFixture.settings;
import static dev.orgpurge.organization.OrganizationFixture.vetoing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.ColumnTest;
import dev.orgpurge.organization.JoinedRows;
import dev.orgpurge.organization.JoinedRows.Match;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.Veto;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Rules, vetoes and constraints are questions to a page of organizations, never to one of them. */
class TenThousandCandidatesIT {

    private static final int PAGE = 2_000;
    private static final int QUESTIONS = 4;

    private final TestDatabase database = TestServer.newDatabase();
    private final AtomicInteger statements = new AtomicInteger();

    @BeforeEach
    void schema() {
        database.script("""
                create table orgs (id bigint primary key, status text, off_at timestamptz);
                create table users (id bigint primary key, org_id bigint not null references orgs);
                create index on users (org_id);
                create table flows (id bigint primary key, org_id bigint not null references orgs);
                create index on flows (org_id);
                create table executions (id bigint primary key, flow_id bigint not null references flows, state text);
                create index on executions (flow_id);
                create table subscriptions (org_id bigint, status text, period_end timestamptz);
                insert into orgs select n, case when n % 4 = 0 then 'ON' else 'OFF' end, '2020-01-01Z' from generate_series(1, 20000) n;
                insert into users select n, n % 20000 + 1 from generate_series(1, 100000) n;
                insert into flows select n, n % 20000 + 1 from generate_series(1, 40000) n;
                insert into executions select n, n % 40000 + 1, case when n % 50 = 0 then 'RUNNING' else 'DONE' end
                  from generate_series(1, 200000) n;
                insert into subscriptions select n % 20000 + 1, case when n % 3 = 0 then 'active' else 'ended' end, '2021-01-01Z'
                  from generate_series(1, 60000) n;
                analyze
                """);
    }

    /** Outside a transaction every statement takes a connection of its own. */
    private DelegatingDataSource counting() {
        return new DelegatingDataSource(database.dataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
                statements.incrementAndGet();
                return super.getConnection();
            }
        };
    }

    private static RootSettings rules() {
        JoinedRows ended = rows("ended", "period_end", Match.LATEST);
        return vetoing(
                settings(
                        "orgs",
                        OrganizationFixture.column("off", "status", "OFF"),
                        OrganizationFixture.joined("ended", ended)),
                new Veto("paying", null, null, List.of(), rows("active", null, Match.ANY)));
    }

    private static JoinedRows rows(String status, @org.jspecify.annotations.Nullable String since, Match match) {
        return new JoinedRows(
                "subscriptions",
                "org_id",
                null,
                null,
                new ColumnTest("status", List.of(status)),
                since,
                null,
                null,
                match);
    }

    @Test
    void the_number_of_statements_depends_on_pages_alone(TestReporter reporter) {
        DelegatingDataSource counted = counting();
        Catalogue catalogue = CatalogueFixture.read(database.dataSource());
        Organizations organizations = OrganizationFixture.open(counted, rules());
        ConstraintCheck.Bound constraints = new ConstraintCheck(
                        JdbcClient.create(counted),
                        new ConstraintSettings(
                                List.of("users"), List.of(new Check("running", "executions", "state = 'RUNNING'"))))
                .bind(
                        catalogue,
                        organizations,
                        Planner.plan(
                                catalogue,
                                organizations.root().table(),
                                organizations.root().key(),
                                new Policy(List.of(), List.of())));
        statements.set(0);
        long begun = System.nanoTime();

        int candidates = 0;
        int pages = 1;
        Instant asOf = organizations.now();
        List<Organization> page = organizations.candidates(asOf, null, PAGE);
        while (!page.isEmpty()) {
            candidates += constraints.validate(page, Lifted.NOTHING).size();
            page = organizations.candidates(asOf, page.get(page.size() - 1).id(), PAGE);
            pages++;
        }

        reporter.publishEntry(
                "candidates and milliseconds",
                candidates + " " + Duration.ofNanos(System.nanoTime() - begun).toMillis());
        assertThat(candidates).isGreaterThan(10_000);
        assertThat(statements.get()).isLessThanOrEqualTo(QUESTIONS * pages);
    }
}
