package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import org.junit.jupiter.api.Test;

class CatalogueReaderIT {

    private final TestServer.TestDatabase database = TestServer.newDatabase();

    @Test
    void tables_columns_keys_and_foreign_keys_are_read_as_they_are() {
        database.script("""
                create table organizations (id bigint primary key, name text not null);
                create table users (id bigint primary key, org_id bigint not null references organizations on delete cascade);
                create index on users (org_id);
                """);
        Catalogue catalogue = CatalogueFixture.read(database.dataSource());

        Catalogue expected = CatalogueFixture.create()
                .table("organizations", "id bigint!", "name text!")
                .primaryKey("organizations", "id")
                .table("users", "id bigint!", "org_id bigint!")
                .primaryKey("users", "id")
                .foreignKey("users", "org_id", "organizations", "id", ReferentialAction.CASCADE)
                .build();
        assertThat(catalogue.tables()).containsExactlyElementsOf(expected.tables());
        assertThat(catalogue.foreignKeys()).isEqualTo(expected.foreignKeys());
        assertThat(catalogue.fingerprint()).isEqualTo(expected.fingerprint());
    }
}
