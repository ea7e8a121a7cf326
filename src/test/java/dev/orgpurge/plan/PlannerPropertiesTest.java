package dev.orgpurge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.catalogue.ReferentialAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for the plan of any schema; {@code -Dplan.seed=N -Dplan.count=1} makes one plan again. */
class PlannerPropertiesTest {

    private static final long SEED = Long.getLong("plan.seed", 20_261_122);
    private static final int COUNT = Integer.getInteger("plan.count", 300);

    private static void every(Consumer<RandomCatalogue> property) {
        for (long seed = SEED; seed < SEED + COUNT; seed++) {
            try {
                property.accept(RandomCatalogue.of(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dplan.seed=" + seed + " -Dplan.count=1: " + e.getMessage(), e);
            }
        }
    }

    @Test
    void children_go_before_their_parents_or_with_them_or_let_go_of_them_first() {
        every(schema -> {
            PurgePlan plan = schema.plan();
            Map<String, PlanStep> steps = deleted(plan);
            for (RandomCatalogue.Key key : schema.keys()) {
                PlanStep child = steps.get(key.table());
                PlanStep parent = steps.get(key.parent());
                if (child != null && parent != null && !child.equals(parent)) {
                    boolean together = child.component() > 0 && child.component() == parent.component();
                    assertThat(child.order() < parent.order() || together || letsGo(plan, key))
                            .as("%s", key)
                            .isTrue();
                }
            }
        });
    }

    @Test
    void every_owned_table_has_exactly_one_step_and_no_other_table_has_any() {
        every(schema -> {
            PurgePlan plan = schema.plan();
            assertThat(plan.steps())
                    .extracting(step -> step.table().name().toString())
                    .containsExactlyInAnyOrderElementsOf(owned(schema));
            assertThat(plan.steps())
                    .extracting(PlanStep::order)
                    .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(
                                    1, plan.steps().size())
                            .boxed()
                            .toList());
        });
    }

    @Test
    void the_same_facts_in_any_order_give_the_same_plan() {
        every(schema -> {
            PurgePlan plan = schema.plan();
            PurgePlan again = schema.shuffled(new Random(SEED)).plan();
            assertThat(again.digest()).isEqualTo(plan.digest());
            assertThat(again.fingerprint()).isEqualTo(plan.fingerprint());
            assertThat(again.steps()).isEqualTo(plan.steps());
            assertThat(again.findings()).isEqualTo(plan.findings());
        });
    }

    @Test
    void a_key_less_or_with_another_action_and_a_line_more_or_less_change_the_digest() {
        every(schema -> {
            PurgePlan plan = schema.plan();
            for (RandomCatalogue.Key key : schema.keys()) {
                RandomCatalogue less = schema.without(key);
                assertThat(less.plan().fingerprint()).as("%s", key).isNotEqualTo(plan.fingerprint());
                if (matters(plan, key)) {
                    assertThat(less.plan().digest()).as("%s", key).isNotEqualTo(plan.digest());
                    less.keys().add(withOtherAction(key));
                    assertThat(less.plan().digest()).as("%s", key).isNotEqualTo(plan.digest());
                }
            }
            policies(schema)
                    .forEach(policy -> assertThat(policy.plan().digest())
                            .as("%s", policy.policy())
                            .isNotEqualTo(plan.digest()));
        });
    }

    @Test
    void tables_go_together_exactly_if_keys_that_do_not_let_go_lead_from_each_to_the_other() {
        every(schema -> {
            PurgePlan plan = schema.plan();
            Map<Integer, Set<String>> components = plan.steps().stream()
                    .filter(step -> step.component() > 0)
                    .collect(Collectors.groupingBy(
                            PlanStep::component,
                            Collectors.mapping(step -> step.table().name().toString(), Collectors.toSet())));
            assertThat(components.values())
                    .containsExactlyInAnyOrderElementsOf(
                            circles(schema, plan, deleted(plan).keySet()));
        });
    }

    @Test
    void the_generator_makes_circles_broken_circles_and_refused_plans() {
        Set<String> kinds = new HashSet<>();
        every(schema -> {
            PurgePlan plan = schema.plan();
            kinds.add(plan.executable() ? "executable" : "refused");
            plan.steps()
                    .forEach(step -> kinds.add(
                            step.component() > 0 ? "circle" : step.treatment().name()));
            plan.references().forEach(reference -> kinds.add(reference.breaksCycle() ? "broken" : "reference"));
        });
        if (COUNT > 100) {
            assertThat(kinds).contains("executable", "refused", "circle", "DELETE", "RETAIN", "broken", "reference");
        }
    }

    private static Map<String, PlanStep> deleted(PurgePlan plan) {
        return plan.steps().stream()
                .filter(PlanStep::deletes)
                .collect(Collectors.toMap(step -> step.table().name().toString(), step -> step));
    }

    private static boolean is(Relation relation, RandomCatalogue.Key key) {
        return relation.child().name().toString().equals(key.table())
                && relation.name().equals(key.name());
    }

    private static boolean letsGo(PurgePlan plan, RandomCatalogue.Key key) {
        return plan.references().stream()
                .anyMatch(reference -> reference.breaksCycle()
                        && reference.treatment() == Treatment.SET_NULL
                        && is(reference.relation(), key));
    }

    private static boolean matters(PurgePlan plan, RandomCatalogue.Key key) {
        return plan.steps().stream().flatMap(step -> step.ownership().stream()).anyMatch(way -> is(way, key))
                || plan.references().stream().anyMatch(reference -> is(reference.relation(), key));
    }

    private static RandomCatalogue.Key withOtherAction(RandomCatalogue.Key key) {
        ReferentialAction other =
                key.action() == ReferentialAction.CASCADE ? ReferentialAction.NO_ACTION : ReferentialAction.CASCADE;
        return new RandomCatalogue.Key(key.table(), key.column(), key.parent(), key.nullable(), other, key.enforced());
    }

    /** The same schema with one line of policy more or less. */
    private static List<RandomCatalogue> policies(RandomCatalogue schema) {
        List<RandomCatalogue> others = new ArrayList<>();
        List<Policy.TablePolicy> more = new ArrayList<>(schema.lines());
        more.add(new Policy.TablePolicy("t1", null, null, null, null, "because", List.of()));
        others.add(new RandomCatalogue(schema.tables(), schema.keys(), more, schema.edges()));
        if (!schema.lines().isEmpty()) {
            List<Policy.TablePolicy> fewer =
                    schema.lines().subList(1, schema.lines().size());
            others.add(new RandomCatalogue(schema.tables(), schema.keys(), fewer, schema.edges()));
        }
        if (!schema.edges().isEmpty()) {
            List<Policy.EdgePolicy> fewer =
                    schema.edges().subList(1, schema.edges().size());
            others.add(new RandomCatalogue(schema.tables(), schema.keys(), schema.lines(), fewer));
        }
        return others;
    }

    /** The tables that belong to organizations, by the README's rules and not by the planner. */
    private static Set<String> owned(RandomCatalogue schema) {
        Set<String> owned = new TreeSet<>(Set.of(RandomCatalogue.ROOT));
        Set<String> kept = schema.lines().stream()
                .filter(line -> line.treatment() == Treatment.RETAIN)
                .map(Policy.TablePolicy::table)
                .collect(Collectors.toSet());
        boolean grown = true;
        while (grown) {
            grown = false;
            for (RandomCatalogue.Table table : schema.tables()) {
                if (!owned.contains(table.name()) && owned(schema, table.name(), owned, kept)) {
                    grown = owned.add(table.name());
                }
            }
        }
        return owned;
    }

    private static boolean owned(RandomCatalogue schema, String table, Set<String> owned, Set<String> kept) {
        Optional<Policy.TablePolicy> line =
                schema.lines().stream().filter(one -> one.table().equals(table)).findFirst();
        if (line.isPresent() && line.get().treatment() == Treatment.UNRELATED) {
            return false;
        }
        // what owned-by names without a target is a column that holds the root's key
        return (line.isPresent() && line.get().ownedBy() != null)
                || schema.keys().stream()
                        .filter(key ->
                                key.table().equals(table) && !key.parent().equals(table))
                        .filter(key -> owned.contains(key.parent()) && !kept.contains(key.parent()))
                        .anyMatch(key -> means(schema, key));
    }

    private static boolean means(RandomCatalogue schema, RandomCatalogue.Key key) {
        Optional<Policy.EdgePolicy> edge = schema.edges().stream()
                .filter(line ->
                        line.table().equals(key.table()) && line.edge().equals(key.column() + " -> " + key.parent()))
                .findFirst();
        boolean serverLetsGo =
                key.action() == ReferentialAction.SET_NULL || key.action() == ReferentialAction.SET_DEFAULT;
        return edge.map(line -> line.treatment() == Treatment.DELETE).orElse(!serverLetsGo || !key.nullable());
    }

    /** Strongly connected tables by transitive closure: slow, and plainly right. */
    private static List<Set<String>> circles(RandomCatalogue schema, PurgePlan plan, Set<String> tables) {
        Map<String, Set<String>> reach = new HashMap<>();
        tables.forEach(table -> reach.put(table, new TreeSet<>()));
        schema.keys().stream()
                .filter(key -> tables.contains(key.table()) && tables.contains(key.parent()))
                .filter(key -> !letsGo(plan, key))
                .forEach(key -> reach.getOrDefault(key.table(), new TreeSet<>()).add(key.parent()));
        // what a line declares without a target points at the root
        schema.lines().stream()
                .filter(line -> line.ownedBy() != null)
                .forEach(line ->
                        reach.getOrDefault(line.table(), new TreeSet<>()).add(RandomCatalogue.ROOT));
        for (String via : tables) {
            for (Set<String> reached : reach.values()) {
                if (reached.contains(via)) {
                    reached.addAll(reach.getOrDefault(via, Set.of()));
                }
            }
        }
        return tables.stream()
                .filter(table -> reach.getOrDefault(table, Set.of()).contains(table))
                .map(table -> tables.stream()
                        .filter(other -> reach.getOrDefault(table, Set.of()).contains(other)
                                && reach.getOrDefault(other, Set.of()).contains(table))
                        .collect(Collectors.toSet()))
                .distinct()
                .toList();
    }
}
