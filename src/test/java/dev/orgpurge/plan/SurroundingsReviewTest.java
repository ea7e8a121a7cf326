package dev.orgpurge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.catalogue.Publication;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.catalogue.Rule;
import dev.orgpurge.catalogue.Surroundings;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about rules, publications, copies, storage and triggers, and about which tables. */
class SurroundingsReviewTest {

    private static final Surroundings PLAIN = new Surroundings(false, 0, List.of(), List.of(), List.of());

    private final CatalogueFixture schema = CatalogueFixture.create()
            .table("organizations", "id bigint!")
            .primaryKey("organizations", "id")
            .table("users", "id bigint!", "org_id bigint!")
            .primaryKey("users", "id")
            .foreignKey("users", "org_id", "organizations", "id", ReferentialAction.CASCADE)
            .table("reviews", "id bigint!", "reviewer bigint")
            .foreignKey("reviews", "reviewer", "users", "id", ReferentialAction.SET_NULL)
            .table("countries", "id bigint!")
            .primaryKey("countries", "id");

    private PurgePlan plan(TablePolicy... lines) {
        Catalogue catalogue = schema.build();
        Table root = catalogue.find("organizations").orElseThrow();
        return Planner.plan(catalogue, root, root.column("id").orElseThrow(), new Policy(List.of(lines), List.of()));
    }

    /** Level, code, table and constraint of every finding with this code. */
    private static List<String> said(PurgePlan plan, FindingCode code) {
        return plan.findings().stream()
                .filter(finding -> finding.code() == code)
                .map(finding -> finding.level() + " " + finding.table() + " " + finding.constraint())
                .toList();
    }

    private static String detail(PurgePlan plan, FindingCode code) {
        return plan.findings().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow()
                .detail();
    }

    private void ruled(String table, Rule... rules) {
        schema.surroundings(table, new Surroundings(false, 0, List.of(rules), List.of(), List.of()));
    }

    private void published(String table, Publication... publications) {
        schema.surroundings(table, new Surroundings(false, 0, List.of(), List.of(publications), List.of()));
    }

    private static Publication publication(boolean deletes, boolean updates, String... unidentified) {
        return new Publication("p", false, deletes, updates, List.of(unidentified));
    }

    private static TablePolicy accept(String table, String... triggers) {
        return new TablePolicy(table, null, null, null, null, null, List.of(), List.of(triggers), false);
    }

    @Test
    void nothing_is_said_where_nothing_is_special() {
        schema.surroundings("users", PLAIN);
        assertThat(plan().findings()).extracting(Finding::code).containsOnly(FindingCode.NOT_IN_PLAN);
        assertThat(plan().executable()).isTrue();
    }

    @Test
    void a_rule_on_what_happens_to_a_table_is_an_error() {
        ruled("users", new Rule("also", true, false), new Rule("instead", true, true), new Rule("update", false, true));
        ruled("reviews", new Rule("delete", true, true), new Rule("update", false, false));
        ruled("countries", new Rule("delete", true, true), new Rule("update", false, true));
        assertThat(said(plan(), FindingCode.REWRITE_RULE))
                .containsExactly(
                        "ERROR public.reviews update", "ERROR public.users also", "ERROR public.users instead");
        assertThat(detail(plan(), FindingCode.REWRITE_RULE))
                .contains("alter table \"public\".\"reviews\" disable rule \"update\"");
    }

    @Test
    void the_server_runs_its_own_update_even_where_the_policy_blocks() {
        ruled("reviews", new Rule("update", false, true));
        Catalogue catalogue = schema.build();
        Table root = catalogue.find("organizations").orElseThrow();
        Policy blocking =
                new Policy(List.of(), List.of(new Policy.EdgePolicy("reviews", "reviewer", Treatment.REFUSE)));
        PurgePlan plan = Planner.plan(catalogue, root, root.column("id").orElseThrow(), blocking);
        assertThat(said(plan, FindingCode.REWRITE_RULE)).containsExactly("ERROR public.reviews update");
    }

    @Test
    void a_published_table_without_identity_is_an_error_where_the_server_would_refuse() {
        published("users", publication(true, true, "public.users"));
        published("reviews", publication(true, true, "public.reviews"));
        published("countries", publication(true, true, "public.countries"));
        assertThat(said(plan(), FindingCode.NO_REPLICA_IDENTITY))
                .containsExactly("ERROR public.reviews p", "ERROR public.users p");
    }

    @Test
    void a_publication_that_does_not_send_what_happens_is_harmless() {
        published("users", publication(false, true, "public.users"));
        published("reviews", publication(true, false, "public.reviews"));
        assertThat(said(plan(), FindingCode.NO_REPLICA_IDENTITY)).isEmpty();
        published("users", publication(true, true));
        assertThat(said(plan(), FindingCode.NO_REPLICA_IDENTITY)).isEmpty();
    }

    @Test
    void the_fix_is_the_best_identity_the_table_has() {
        published("users", publication(true, false, "public.users"));
        assertThat(detail(plan(), FindingCode.NO_REPLICA_IDENTITY))
                .endsWith("alter table public.users replica identity default");
        published("users");
        published("reviews", publication(false, true, "public.reviews"));
        assertThat(detail(plan(), FindingCode.NO_REPLICA_IDENTITY))
                .endsWith("alter table public.reviews replica identity full");
        schema.uniqueKey("reviews", "id");
        assertThat(detail(plan(), FindingCode.NO_REPLICA_IDENTITY))
                .endsWith("alter table public.reviews replica identity using index \"reviews_id_key\"");
        schema.kind("reviews", Table.Kind.PARTITIONED);
        published("reviews", publication(false, true, "public.a", "public.b", "public.c", "public.d", "public.e"));
        assertThat(detail(plan(), FindingCode.NO_REPLICA_IDENTITY))
                .contains("alter table public.c replica identity full")
                .endsWith("and the same for 2 more partitions");
    }

    @Test
    void a_publication_of_all_tables_is_named_once() {
        Publication everything = new Publication("everything", true, false, false, List.of());
        published("countries", everything);
        published("users", everything);
        assertThat(said(plan(), FindingCode.PUBLISHES_ALL_TABLES)).containsExactly("WARNING null everything");
        assertThat(plan().executable()).isTrue();
    }

    @Test
    void a_materialized_view_is_named_once_with_every_table_that_changes_below_it() {
        Surroundings copied = new Surroundings(true, 0, List.of(), List.of(), List.of(CatalogueFixture.name("totals")));
        schema.surroundings("users", copied).surroundings("reviews", copied).surroundings("countries", copied);
        assertThat(said(plan(), FindingCode.MATERIALIZED_VIEW)).containsExactly("WARNING public.totals null");
        assertThat(detail(plan(), FindingCode.MATERIALIZED_VIEW))
                .contains("public.reviews, public.users until")
                .contains("refresh materialized view \"public\".\"totals\"");
        assertThat(said(plan(), FindingCode.UNLOGGED_TABLE)).containsExactly("WARNING public.users null");
        assertThat(plan().executable()).isTrue();
    }

    @Test
    void a_row_trigger_on_delete_behind_a_cascade_is_an_error_until_accepted() {
        schema.trigger("users", new Trigger("each", true, false, true))
                .trigger("users", new Trigger("all", true, false, false))
                .trigger("users", new Trigger("update", false, true, true));
        assertThat(said(plan(), FindingCode.USER_TRIGGER))
                .containsExactly("ERROR public.users each", "WARNING public.users all");
        PurgePlan accepted = plan(accept("users", "each"));
        assertThat(said(accepted, FindingCode.USER_TRIGGER))
                .containsExactly("WARNING public.users all", "WARNING public.users each");
        assertThat(accepted.digest()).isNotEqualTo(plan().digest());
        assertThat(said(plan(accept("users", "other")), FindingCode.STALE_POLICY_ENTRY))
                .containsExactly("ERROR public.users other");
    }

    @Test
    void a_line_that_only_accepts_says_nothing_about_ownership() {
        schema.table("notes", "id bigint!", "org_id bigint!").trigger("notes", new Trigger("t", true, false, true));
        assertThat(said(plan(accept("notes", "t")), FindingCode.UNDECLARED_TABLE))
                .containsExactly("ERROR public.notes org_id");
    }
}
