package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameLookupTest {

    private static final List<QualifiedName> NAMES = List.of(
            new QualifiedName("public", "organizations"),
            new QualifiedName("archive", "organizations"),
            new QualifiedName("crm", "users"),
            new QualifiedName("crm", "Users"),
            new QualifiedName("crm", "accounts"),
            new QualifiedName("Sales", "Order Lines"),
            new QualifiedName("billing", "invoices"),
            new QualifiedName("legacy", "invoices"),
            new QualifiedName("public", "My.Table"),
            new QualifiedName("dotted.schema", "leaf"),
            new QualifiedName("public", "sel\"ect"),
            new QualifiedName("crm", "both"),
            new QualifiedName("public", "crm.both"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "organizations,         public, organizations",
                "ORGANIZATIONS,         public, organizations",
                "\"organizations\",     public, organizations",
                "archive.organizations, archive, organizations",
                "Archive.Organizations, archive, organizations",
                "\"archive\".organizations, archive, organizations",
                "users,                 crm, users",
                "Users,                 crm, Users",
                "crm.\"Users\",         crm, Users",
                "CRM.BOTH,              crm, both",
                "Accounts,              crm, accounts",
                "Order Lines,           Sales, Order Lines",
                "Sales.Order Lines,     Sales, Order Lines",
                "\"Sales\".\"Order Lines\", Sales, Order Lines",
                "My.Table,              public, My.Table",
                "\"My.Table\",          public, My.Table",
                "public.My.Table,       public, My.Table",
                "public.\"My.Table\",   public, My.Table",
                "dotted.schema.leaf,    dotted.schema, leaf",
                "\"dotted.schema\".leaf, dotted.schema, leaf",
                "leaf,                  dotted.schema, leaf",
                "sel\"ect,              public, sel\"ect",
                "\"sel\"\"ect\",        public, sel\"ect",
                "\"crm\".both,          crm, both",
                "\"crm.both\",          public, crm.both",
                "public.crm.both,       public, crm.both"
            })
    void finds(String written, String schema, String name) {
        assertThat(find(written)).contains(new QualifiedName(schema, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "nowhere",
                "public.users",
                "\"ORGANIZATIONS\"",
                "\"Accounts\"",
                "crm.\"Accounts\"",
                "\"organizations",
                "public.",
                ".organizations",
                "order lines",
                "a.b.c",
                "organizations; drop table organizations",
                "organizations "
            })
    void does_not_find(String written) {
        assertThat(find(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "INVOICES", "crm.both", "CRM.Users"})
    void what_could_mean_two_tables_means_none(String written) {
        assertThat(find(written)).isEmpty();
    }

    @Test
    void the_first_schema_of_the_search_path_that_has_the_table_wins() {
        assertThat(find("invoices", "nowhere", "legacy", "billing")).contains(new QualifiedName("legacy", "invoices"));
        assertThat(find("Invoices", "billing", "legacy")).contains(new QualifiedName("billing", "invoices"));
    }

    @Test
    void letters_outside_ascii_are_not_folded() {
        Catalogue catalogue = CatalogueFixture.create().table("ünï").build();
        assertThat(catalogue.find("ünï")).isPresent();
        assertThat(catalogue.find("ünÏ")).isEmpty();
    }

    private static Optional<QualifiedName> find(String written) {
        return find(written, "public");
    }

    private static Optional<QualifiedName> find(String written, String... searchPath) {
        List<Table> tables = NAMES.stream().map(NameLookupTest::table).toList();
        return new Catalogue(tables, List.of(), List.of(searchPath))
                .find(written)
                .map(Table::name);
    }

    private static Table table(QualifiedName name) {
        return new Table(
                name,
                Table.Kind.TABLE,
                List.of(),
                List.of(),
                List.of(),
                0,
                false,
                false,
                List.of(),
                Set.of(),
                Surroundings.NONE);
    }
}
