package dev.orgpurge.purge;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random schema {@code graph} of 6 to 12 tables below {@code graph.roots}, with rows of four organizations. Every table
 * hangs by one NOT NULL key below an earlier table or the root; more keys run anywhere. The column {@code tag} holds the
 * organization a row was made for; nothing in the database refers to it.
 */
final class RandomGraph {

    private static final int ORGANIZATIONS = 4;
    private static final int ROWS = 5;

    private final Random random;
    private final int first;
    private final boolean circles;
    private final boolean crossed;
    private final List<Boolean> composite = new ArrayList<>();
    private final StringBuilder tables = new StringBuilder();
    private final StringBuilder rows = new StringBuilder();
    private final StringBuilder keys = new StringBuilder();

    /** @param first the lowest id of its organizations; the even ones are due */
    RandomGraph(long seed, int first) {
        this.random = new Random(seed);
        this.first = first;
        this.circles = random.nextBoolean();
        this.crossed = random.nextInt(4) == 0;
        int size = 6 + random.nextInt(7);
        for (int i = 0; i < size; i++) {
            composite.add(random.nextInt(4) == 0);
        }
        for (int i = 0; i < size; i++) {
            table(i);
        }
    }

    /** Some row refers to a row of another organization. */
    boolean crossed() {
        return crossed;
    }

    List<String> tables() {
        List<String> names = new ArrayList<>(List.of("graph.roots"));
        for (int i = 0; i < composite.size(); i++) {
            names.add("graph.t" + i);
        }
        return names;
    }

    String script() {
        return "drop schema if exists graph cascade; create schema graph; create table graph.roots (id bigint primary key,"
                + " name text not null, status text not null, deactivated_at timestamptz, tag bigint not null);"
                + " insert into graph.roots select n, 'r', case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end,"
                + " now() - interval '90 days', n from generate_series(" + first + ", " + (first + ORGANIZATIONS - 1)
                + ") n;" + tables + rows + keys;
    }

    private void table(int i) {
        List<String> columns = new ArrayList<>(List.of("id bigint not null", "tag bigint not null", "k int not null"));
        List<String> values = new ArrayList<>(List.of("n", "o", "n % 3"));
        int parent = i == 0 ? -1 : random.nextInt(i + 1) - 1;
        if (parent < 0) {
            columns.add("owner bigint not null");
            values.add("o");
            key(i, "owner", "graph.roots (id)", random.nextBoolean() ? "" : "on delete cascade");
        } else {
            edge(i, parent, 0, false, columns, values);
        }
        int more = random.nextInt(4);
        for (int e = 1; e <= more; e++) {
            int target = circles ? random.nextInt(composite.size()) : random.nextInt(i + 1);
            edge(i, target, e, target == i || random.nextInt(3) > 0, columns, values);
        }
        tables.append("create table graph.t")
                .append(i)
                .append(" (")
                .append(String.join(", ", columns))
                .append(", primary key (id")
                .append(composite.get(i) ? ", k" : "")
                .append("));\n");
        rows.append("insert into graph.t").append(i).append(" select ").append(String.join(", ", values));
        rows.append(" from (select o, (o - " + first + ") * " + ROWS + " + g as n from generate_series(" + first + ", "
                + (first + ORGANIZATIONS - 1) + ") o, generate_series(1, " + ROWS + ") g) s;\n");
    }

    private void edge(int child, int target, int number, boolean nullable, List<String> columns, List<String> values) {
        String name = "e" + number;
        columns.add(name + " bigint" + (nullable ? "" : " not null"));
        String base = "(o - " + first + ") * " + ROWS + " + 1 + (n * " + (1 + random.nextInt(4)) + " + "
                + random.nextInt(ROWS) + ") % " + ROWS;
        String value = child == target ? "nullif(n - 1, (o - " + first + ") * " + ROWS + ")" : base;
        if (crossed && number > 0 && child != target && random.nextBoolean()) {
            value = "1 + (" + value + " + case when n = 3 then " + ROWS + " else 0 end) % " + ORGANIZATIONS * ROWS;
            value = "case when n = 3 then " + value + " else " + base + " end";
        }
        String whole = nullable && child != target ? "case when n % 3 > 0 then " + value + " end" : value;
        values.add(whole);
        String action = action(child == target, nullable);
        if (composite.get(target)) {
            columns.add(name + "k int" + (nullable ? "" : " not null"));
            values.add("(" + whole + ") % 3");
            key(child, name + ", " + name + "k", "graph.t" + target + " (id, k)", action);
        } else {
            key(child, name, "graph.t" + target + " (id)", action);
        }
    }

    /** RESTRICT never opens a circle of rows, so there is none where circles may be. */
    private String action(boolean self, boolean nullable) {
        return switch (random.nextInt(5)) {
            case 0 -> circles || self ? "" : "on delete restrict";
            case 1 -> "on delete cascade";
            case 2 -> nullable ? "on delete set null" : "";
            case 3 -> "deferrable initially deferred";
            default -> "";
        };
    }

    private void key(int child, String columns, String target, String action) {
        keys.append("alter table graph.t")
                .append(child)
                .append(" add foreign key (")
                .append(columns)
                .append(") references ")
                .append(target)
                .append(' ')
                .append(action)
                .append("; create index on graph.t")
                .append(child)
                .append(" (")
                .append(columns)
                .append(");\n");
    }
}
