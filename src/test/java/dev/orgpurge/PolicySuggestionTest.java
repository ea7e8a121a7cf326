package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKeyFacts;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.FindingCode;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.PolicySuggestion;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.shell.PolicyYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** What is suggested, and that the printed file means the same to the program's own reader. */
class PolicySuggestionTest {

    private final CatalogueFixture schema = CatalogueFixture.create()
            .table("organizations", "id bigint!", "name text")
            .primaryKey("organizations", "id");

    private PolicySuggestion suggest(String... types) {
        Catalogue catalogue = schema.build();
        Table root = catalogue.find("organizations").orElseThrow();
        Column key = root.column("id").orElseThrow();
        PolicySuggestion suggestion = PolicySuggestion.of(catalogue, root, key, (table, column) -> List.of(types));
        assertThat(read(PolicyYaml.of(catalogue, suggestion)).policy()).isEqualTo(suggestion.policy());
        return suggestion;
    }

    private static PolicySuggestion suggest(Catalogue catalogue, String table) {
        Table root = catalogue.find(table).orElseThrow();
        Column key = root.primaryKey().orElseThrow().columns().get(0);
        return PolicySuggestion.of(catalogue, root, key, (where, column) -> List.of());
    }

    private PurgePlan plan() {
        Catalogue catalogue = schema.build();
        Table root = catalogue.find("organizations").orElseThrow();
        return Planner.plan(catalogue, root, root.column("id").orElseThrow(), new Policy(List.of(), List.of()));
    }

    private static Settings read(String yaml) {
        StandardEnvironment environment = new StandardEnvironment();
        try {
            new YamlPropertySourceLoader()
                    .load("policy.yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                    .forEach(environment.getPropertySources()::addFirst);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        ConfigurationPropertySources.attach(environment);
        return SettingsReader.read(environment);
    }

    private static List<String> owners(PolicySuggestion suggestion) {
        return suggestion.policy().tables().stream()
                .map(line -> line.table() + " " + Objects.requireNonNullElse(line.ownedBy(), line.ownedByRoot()))
                .toList();
    }

    private CatalogueFixture child(String table, String column, String parent, ReferentialAction onDelete) {
        return schema.table(table, "id bigint!", column)
                .primaryKey(table, "id")
                .foreignKey(table, column.substring(0, column.indexOf(' ')), parent, "id", onDelete);
    }

    @Test
    void a_schema_without_questions_gets_no_lines() {
        child("users", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.answers()).isEmpty();
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void row_triggers_behind_a_cascade_are_accepted_by_name() {
        child("users", "organization_id bigint!", "organizations", ReferentialAction.CASCADE);
        schema.trigger("users", new Trigger("count, \"users\"", true, false, true))
                .trigger("users", new Trigger("yes", true, true, true))
                .trigger("users", new Trigger("all", true, false, false));
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.policy().tables())
                .singleElement()
                .satisfies(line -> assertThat(line.accept()).containsExactly("count, \"users\"", "yes"));
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void of_two_keys_to_the_root_the_one_named_after_it_means_ownership() {
        schema.table("links", "id bigint!", "organization_id bigint!", "partner bigint!")
                .primaryKey("links", "id")
                .foreignKey("links", "organization_id", "organizations", "id", ReferentialAction.NO_ACTION)
                .foreignKey("links", "partner", "organizations", "id", ReferentialAction.NO_ACTION);
        assertThat(owners(suggest())).containsExactly("public.links organization_id");
    }

    @Test
    void two_equal_keys_to_the_root_stay_a_question_that_refuses_the_plan() {
        schema.table("transfers", "id bigint!", "sender bigint!", "receiver bigint!")
                .primaryKey("transfers", "id")
                .foreignKey("transfers", "sender", "organizations", "id", ReferentialAction.NO_ACTION)
                .foreignKey("transfers", "receiver", "organizations", "id", ReferentialAction.NO_ACTION);
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.policy().tables()).isEmpty();
        assertThat(suggestion.answers()).singleElement().satisfies(answer -> {
            assertThat(answer.open()).isTrue();
            assertThat(answer.tables()).hasSize(2);
            assertThat(suggestion.refused(answer)).isTrue();
        });
        assertThat(suggestion.plan().executable()).isFalse();
    }

    @Test
    void answers_bring_further_questions() {
        schema.table("events", "id bigint!", "org_id text")
                .primaryKey("events", "id")
                .table("event_details", "id bigint!", "event_id bigint")
                .primaryKey("event_details", "id")
                .foreignKey("event_details", "event_id", "events", "id", ReferentialAction.SET_NULL);
        PolicySuggestion suggestion = suggest();
        assertThat(owners(suggestion)).containsExactly("public.events org_id");
        assertThat(suggestion.policy().edges())
                .singleElement()
                .satisfies(edge -> assertThat(edge.table()).isEqualTo("public.event_details"));
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void a_loose_column_named_after_another_table_means_that_table() {
        child("teams", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        schema.table("boards", "id bigint!", "team_id bigint!").primaryKey("boards", "id");
        assertThat(owners(suggest())).containsExactly("public.boards team_id -> public.teams");
    }

    @Test
    void people_that_lose_a_reference_are_left_to_a_person() {
        child("users", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        child("logs", "user_id bigint", "users", ReferentialAction.SET_NULL);
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.answers()).singleElement().matches(Answer::open);
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void only_unshared_parents_of_the_root_go_with_it() {
        CatalogueFixture two = CatalogueFixture.create()
                .table("settings", "id bigint!")
                .primaryKey("settings", "id")
                .table("tariffs", "id bigint!")
                .primaryKey("tariffs", "id")
                .table("organizations", "id bigint!", "settings_id bigint!", "tariff_id bigint!")
                .primaryKey("organizations", "id")
                .uniqueKey("organizations", "settings_id")
                .foreignKey("organizations", "settings_id", "settings", "id", ReferentialAction.NO_ACTION)
                .foreignKey("organizations", "tariff_id", "tariffs", "id", ReferentialAction.NO_ACTION);
        Catalogue catalogue = two.build();
        Table root = catalogue.find("organizations").orElseThrow();
        PolicySuggestion suggestion =
                PolicySuggestion.of(catalogue, root, root.column("id").orElseThrow(), (table, column) -> List.of());
        assertThat(owners(suggestion)).containsExactly("public.settings organizations_settings_id_fkey");
        assertThat(suggestion.answers())
                .filteredOn(Answer::open)
                .singleElement()
                .satisfies(answer -> assertThat(answer.table().name()).isEqualTo("tariffs"));
    }

    @Test
    void types_of_a_polymorphic_pair_lead_to_their_tables() {
        child("posts", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        schema.table("comments", "id bigint!", "owner_type text", "owner_id bigint")
                .primaryKey("comments", "id");
        assertThat(suggest("Blog::Post", "Country", "Organization").policy().tables())
                .extracting(Policy.TablePolicy::ownedBy, Policy.TablePolicy::when)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "owner_id -> public.posts", "\"owner_type\" = 'Blog::Post'"),
                        org.assertj.core.groups.Tuple.tuple("owner_id", "\"owner_type\" = 'Organization'"));
    }

    @Test
    void a_root_with_a_prefix_is_known_by_its_last_word() {
        Catalogue catalogue = CatalogueFixture.create()
                .table("crm_tenants", "tenant_id bigint!")
                .primaryKey("crm_tenants", "tenant_id")
                .table("crm_calls", "id bigint!", "tenant_id bigint!")
                .primaryKey("crm_calls", "id")
                .build();
        assertThat(owners(suggest(catalogue, "crm_tenants"))).containsExactly("public.crm_calls tenant_id");
        catalogue = CatalogueFixture.create()
                .table("net_instances", "id bigint!")
                .primaryKey("net_instances", "id")
                .table("net_hosts", "id bigint!", "instance_id bigint!")
                .primaryKey("net_hosts", "id")
                .build();
        assertThat(owners(suggest(catalogue, "net_instances"))).containsExactly("public.net_hosts instance_id");
    }

    @Test
    void the_number_of_a_row_itself_names_no_organization() {
        schema.table("accounts", "id bigint!", "account_id bigint!").primaryKey("accounts", "id");
        assertThat(suggest().answers()).isEmpty();
    }

    @Test
    void an_organization_that_is_not_the_root_is_meant_by_its_name_however_it_is_spelled() {
        Catalogue catalogue = CatalogueFixture.create()
                .table("realms", "id bigint!")
                .primaryKey("realms", "id")
                .table("orgs", "id bigint!", "realm_id bigint!")
                .primaryKey("orgs", "id")
                .table("gateways", "id bigint!", "realm_id bigint", "organization_id bigint")
                .primaryKey("gateways", "id")
                .build();
        assertThat(owners(suggest(catalogue, "realms")))
                .containsExactlyInAnyOrder(
                        "public.orgs realm_id",
                        "public.gateways realm_id",
                        "public.gateways organization_id -> public.orgs");
    }

    @Test
    void a_question_waits_for_the_answers_that_may_settle_it() {
        schema.table("teams", "id bigint!", "organization_id bigint!")
                .primaryKey("teams", "id")
                .table("addresses", "id bigint!", "team_id bigint!")
                .primaryKey("addresses", "id");
        PolicySuggestion suggestion = suggest();
        assertThat(owners(suggestion))
                .containsExactly("public.teams organization_id", "public.addresses team_id -> public.teams");
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void a_table_that_inherits_is_asked_about_and_one_that_only_looks_like_it_is_not() {
        child("folders", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        child("papers", "folder_id bigint!", "folders", ReferentialAction.NO_ACTION);
        schema.table("letters", "id bigint!", "folder_id bigint!")
                .inherits("letters", "papers")
                .table("all_papers", "id bigint!", "folder_id bigint!")
                .table("shelf_papers", "id bigint!", "folder_id bigint!", "shelf text")
                .inherits("shelf_papers", "all_papers");
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.policy().tables())
                .extracting(Policy.TablePolicy::table)
                .contains("public.letters");
        assertThat(suggestion.answers())
                .filteredOn(answer -> answer.table().name().endsWith("_papers"))
                .noneMatch(answer -> answer.reason().contains("inherits"));
    }

    @Test
    void a_table_that_inherits_from_an_owned_one_is_refused_until_it_is_declared() {
        child("folders", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        schema.table("old_folders", "id bigint!", "organization_id_then bigint!")
                .inherits("old_folders", "folders");
        assertThat(plan().findings())
                .filteredOn(finding -> finding.level() == Finding.Level.ERROR)
                .extracting(Finding::code, Finding::table)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FindingCode.UNDECLARED_TABLE, "public.old_folders"));
    }

    @Test
    void the_type_of_a_row_itself_makes_no_polymorphic_pair() {
        schema.table("alerts", "alert_id bigint!", "alert_type text").primaryKey("alerts", "alert_id");
        assertThat(suggest("Organization").answers()).isEmpty();
    }

    @Test
    void types_told_by_numbers_are_left_to_a_person() {
        schema.table("audits", "id bigint!", "item_type integer!", "item_id bigint!")
                .primaryKey("audits", "id");
        assertThat(suggest("7").answers()).singleElement().satisfies(answer -> {
            assertThat(answer.open()).isTrue();
            assertThat(answer.tables().get(0).when()).isEqualTo("\"item_type\" = 0");
        });
    }

    @Test
    void rows_named_after_an_owned_table_go_with_it_if_they_cannot_be_anybody_elses() {
        child("sensors", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        schema.table("readings", "sensor_id integer!", "at timestamp!")
                .table("reading_notes", "id bigint!", "sensor_id bigint")
                .primaryKey("reading_notes", "id")
                .table("users", "id bigint!", "sensor_id bigint!")
                .primaryKey("users", "id")
                .table("imports", "id bigint!", "sensor_id uuid!")
                .primaryKey("imports", "id");
        assertThat(plan().findings())
                .filteredOn(finding -> finding.code() == FindingCode.UNDECLARED_TABLE)
                .extracting(Finding::table)
                .containsExactlyInAnyOrder("public.readings", "public.reading_notes", "public.users");
        PolicySuggestion suggestion = suggest();
        assertThat(owners(suggestion)).containsExactly("public.readings sensor_id -> public.sensors");
        assertThat(suggestion.answers())
                .filteredOn(Answer::open)
                .extracting(answer -> answer.table().name())
                .containsExactlyInAnyOrder("reading_notes", "users");
    }

    @Test
    void people_with_a_membership_table_only_lose_the_reference() {
        child("users", "current_organization_id bigint", "organizations", ReferentialAction.NO_ACTION);
        schema.table("memberships", "user_id bigint!", "organization_id bigint!")
                .primaryKey("memberships", "user_id, organization_id")
                .foreignKey("memberships", "user_id", "users", "id", ReferentialAction.NO_ACTION)
                .foreignKey("memberships", "organization_id", "organizations", "id", ReferentialAction.NO_ACTION);
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.policy().edges())
                .singleElement()
                .satisfies(edge -> assertThat(edge.edge()).isEqualTo("users_current_organization_id_fkey"));
        assertThat(suggestion.plan().steps())
                .extracting(step -> step.table().name().name())
                .containsExactly("memberships", "organizations");
    }

    @Test
    void people_without_a_membership_table_go_with_their_organization() {
        child("users", "organization_id bigint", "organizations", ReferentialAction.NO_ACTION);
        child("invitations", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        assertThat(suggest().policy().edges()).isEmpty();
    }

    @Test
    void what_no_key_leads_to_is_named() {
        schema.table("countries", "id bigint!").primaryKey("countries", "id");
        assertThat(plan().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.NOT_IN_PLAN);
            assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(finding.detail()).contains("public.countries");
        });
        child("users", "organization_id bigint!", "organizations", ReferentialAction.NO_ACTION);
        assertThat(plan().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.NOTE));
    }

    @Test
    void hostile_names_survive_the_file() {
        String[] names = {
            "we\"ird", "Gro\u00df \u4f60", "colon: x", "yes", "# no", "${user.home}", "it's", "a\\b", "tab\tbed"
        };
        for (String name : names) {
            schema.table(name, "id bigint!", "org_id bigint!").primaryKey(name, "id");
        }
        PolicySuggestion suggestion = suggest();
        assertThat(suggestion.policy().tables()).hasSize(names.length);
        assertThat(suggestion.plan().executable()).isTrue();
    }

    @Test
    void an_unindexed_key_is_priced_and_refused_above_the_price() {
        schema.table("users", "id bigint!", "organization_id bigint!")
                .primaryKey("users", "id")
                .foreignKey(
                        "users",
                        "organization_id",
                        "organizations",
                        "id",
                        ReferentialAction.NO_ACTION,
                        ForeignKeyFacts::notIndexed);
        assertThat(unindexed().level()).isEqualTo(Finding.Level.WARNING);
        schema.estimatedRows("organizations", 200_000).estimatedRows("users", 1_000_000);
        Finding expensive = unindexed();
        assertThat(expensive.level()).isEqualTo(Finding.Level.ERROR);
        assertThat(expensive.detail())
                .contains("200000 deleted rows x 1000000 scanned rows = 200000000000 row visits")
                .contains("create index concurrently on \"public\".\"users\" (\"organization_id\")");
    }

    private Finding unindexed() {
        return suggest().plan().findings().stream()
                .filter(finding -> finding.code() == FindingCode.UNINDEXED_FOREIGN_KEY)
                .findFirst()
                .orElseThrow();
    }

    private CatalogueFixture shared(String table, String owner) {
        return schema.table(table, "id bigint!", owner)
                .primaryKey(table, "id")
                .foreignKey(table, "organization_id", "organizations", "id", ReferentialAction.NO_ACTION)
                .foreignKey(table, "id", "nodes", "id", ReferentialAction.NO_ACTION);
    }

    @Test
    void base_rows_of_several_subtypes_go_with_each_of_them_and_what_hangs_below_comes_along() {
        schema.table("nodes", "id bigint!").primaryKey("nodes", "id");
        shared("pages", "organization_id bigint!");
        shared("forums", "organization_id bigint!");
        child("tags", "node_id bigint!", "nodes", ReferentialAction.NO_ACTION);
        PolicySuggestion suggestion = suggest();
        assertThat(owners(suggestion))
                .containsExactlyInAnyOrder("public.nodes id -> public.pages", "public.nodes id -> public.forums");
        assertThat(suggestion.plan().executable()).isTrue();
        assertThat(suggestion.plan().steps()).hasSize(5);
    }

    @Test
    void a_row_that_one_row_points_at_goes_along_unless_tables_of_nobody_refer_to_it() {
        schema.table("files", "id bigint!").primaryKey("files", "id");
        schema.table("users", "id bigint!", "organization_id bigint!", "avatar_id bigint")
                .primaryKey("users", "id")
                .uniqueKey("users", "avatar_id")
                .foreignKey("users", "organization_id", "organizations", "id", ReferentialAction.NO_ACTION)
                .foreignKey("users", "avatar_id", "files", "id", ReferentialAction.NO_ACTION);
        assertThat(owners(suggest())).containsExactly("public.files id -> public.users(avatar_id)");
        child("catalogue_items", "file_id bigint!", "files", ReferentialAction.NO_ACTION);
        PolicySuggestion shared = suggest();
        assertThat(shared.policy().tables()).isEmpty();
        assertThat(shared.answers()).singleElement().satisfies(answer -> {
            assertThat(answer.open()).isTrue();
            assertThat(answer.tables()).hasSize(2);
        });
        assertThat(shared.plan().executable()).isTrue();
    }
}
