package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.PurgeRuns.KeptBack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys that a person is shown of rows that keep an organization back. */
class OffendingRowsIT {

    private static final OrganizationId SUBJECT = new OrganizationId("4");

    private final TestDatabase town = Town.founded();

    private static Reason blocked(Engine engine) {
        PurgeOutcome rehearsal = engine.purge("4", Mode.REHEARSAL, Lifted.NOTHING);
        return engine.outcome(rehearsal, "4").reasons().get(0);
    }

    private static List<String> shown(Engine engine, Reason reason) {
        return engine.runs()
                .offendingKeys(List.of(new KeptBack(SUBJECT, reason)))
                .values()
                .iterator()
                .next();
    }

    private List<String> keys(String question) {
        return town.jdbc().sql(question).query((row, i) -> row.getString(1)).list();
    }

    @Test
    void rows_of_another_organization_that_refer_to_it_are_shown_up_to_five() {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4) where org_id = 1");
        try (Engine engine = Engine.on(town, Town.setup())) {
            Reason reason = blocked(engine);

            assertThat(reason.detail()).startsWith("10 rows");
            assertThat(shown(engine, reason))
                    .hasSize(5)
                    .isSubsetOf(keys("select id::text from flows where org_id = 1"));
        }
    }

    @Test
    void rows_that_belong_to_it_and_to_somebody_else_are_shown_with_their_whole_key() {
        town.script("""
                create table letters (year int, name text, org_id bigint not null references organizations,
                  writer bigint not null references users, primary key (year, name));
                create index on letters (org_id);
                create index on letters (writer);
                insert into letters select 2026, 'from outside', 4, min(id) from users where org_id = 1;
                insert into letters select 2026, 'its own', 4, min(id) from users where org_id = 4
                """);
        try (Engine engine = Engine.on(town, Town.setup())) {
            Reason reason = blocked(engine);

            assertThat(reason.table()).isEqualTo("public.letters");
            assertThat(shown(engine, reason)).containsExactly("2026, from outside");
        }
    }

    @Test
    void nothing_is_shown_once_the_cause_is_gone_or_while_it_cannot_be_looked_at() throws SQLException {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4) where org_id = 1");
        try (Engine engine = Engine.on(town, Town.setup());
                Connection other = town.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            Reason reason = blocked(engine);
            other.setAutoCommit(false);
            statement.execute("lock table flows in access exclusive mode");
            assertThat(shown(engine, reason)).isEmpty();
            other.rollback();
            assertThat(shown(engine, reason)).isNotEmpty();

            town.script("update flows set approved_by = null");
            assertThat(shown(engine, reason)).isEmpty();
        }
    }
}
