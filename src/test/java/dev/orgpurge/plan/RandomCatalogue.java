package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueFixture;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A schema that nobody designed, and a policy for it: up to 16 tables, keys between any of them in any direction, some of
 * them twice or to the own table, some tables out of the root's reach.
 */
record RandomCatalogue(List<Table> tables, List<Key> keys, List<TablePolicy> lines, List<EdgePolicy> edges) {

    static final String ROOT = "public.organizations";

    private static final ReferentialAction[] ACTIONS = ReferentialAction.values();

    /** A table and its columns; {@code id} is its primary key. */
    record Table(String name, List<String> columns) {}

    /** A foreign key to {@code id} of another table. */
    record Key(
            String table, String column, String parent, boolean nullable, ReferentialAction action, boolean enforced) {

        /** As PostgreSQL and the fixture name it. */
        String name() {
            return table.substring(table.indexOf('.') + 1) + "_" + column + "_fkey";
        }
    }

    static RandomCatalogue of(long seed) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>(List.of(ROOT));
        int size = 1 + random.nextInt(15);
        for (int i = 1; i <= size; i++) {
            names.add((random.nextInt(4) == 0 ? "other" : "public") + ".t" + i);
        }
        RandomCatalogue made =
                new RandomCatalogue(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < names.size(); i++) {
            made.addTable(names.get(i), names, i == 0 ? random.nextInt(8) / 6 : random.nextInt(5), random);
        }
        return made;
    }

    private void addTable(String name, List<String> names, int degree, Random random) {
        List<String> columns = new ArrayList<>(List.of("id bigint!"));
        for (int e = 0; e < degree; e++) {
            boolean nullable = random.nextInt(3) == 0;
            String parent = names.get(random.nextInt(names.size()));
            columns.add("e" + e + " bigint" + (nullable ? "" : "!"));
            ReferentialAction action = ACTIONS[random.nextInt(ACTIONS.length)];
            keys.add(new Key(name, "e" + e, parent, nullable, action, random.nextInt(10) > 0));
            if (random.nextInt(12) == 0) {
                Treatment[] treatments = {Treatment.DELETE, Treatment.SET_NULL, Treatment.REFUSE};
                edges.add(new EdgePolicy(name, "e" + e + " -> " + parent, treatments[random.nextInt(3)]));
            }
        }
        tables.add(new Table(name, columns));
        if (!name.equals(ROOT) && random.nextInt(6) == 0) {
            addLine(name, degree, random);
        }
    }

    private void addLine(String name, int degree, Random random) {
        List<String> detach = keys.stream()
                .filter(key -> key.table().equals(name))
                .map(Key::name)
                .toList();
        switch (random.nextInt(3)) {
            case 0 -> lines.add(new TablePolicy(name, null, null, null, Treatment.UNRELATED, null, List.of()));
            case 1 -> lines.add(new TablePolicy(name, null, null, null, Treatment.RETAIN, "tax", detach));
            default -> {
                if (degree > 0) {
                    lines.add(new TablePolicy(name, "e0", null, null, null, null, List.of()));
                }
            }
        }
    }

    RandomCatalogue without(Key key) {
        List<Key> fewer = new ArrayList<>(keys);
        fewer.remove(key);
        return new RandomCatalogue(tables, fewer, lines, edges);
    }

    /** The same facts, told in another order. */
    RandomCatalogue shuffled(Random random) {
        return new RandomCatalogue(
                shuffled(tables, random), shuffled(keys, random), shuffled(lines, random), shuffled(edges, random));
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    Policy policy() {
        return new Policy(lines, edges);
    }

    Catalogue catalogue() {
        CatalogueFixture fixture = CatalogueFixture.create();
        for (Table table : tables) {
            fixture.table(table.name(), table.columns().toArray(String[]::new)).primaryKey(table.name(), "id");
        }
        for (Key key : keys) {
            fixture.foreignKey(
                    key.table(),
                    key.column(),
                    key.parent(),
                    "id",
                    key.action(),
                    facts -> key.enforced() ? facts : facts.notEnforced());
        }
        return fixture.build();
    }

    PurgePlan plan() {
        Catalogue catalogue = catalogue();
        dev.orgpurge.catalogue.Table root = catalogue.table(CatalogueFixture.name(ROOT));
        return Planner.plan(catalogue, root, root.column("id").orElseThrow(), policy());
    }
}
