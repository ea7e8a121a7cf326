package dev.orgpurge.soak;

import dev.orgpurge.soak.SoakTable.Edge;
import dev.orgpurge.soak.SoakTable.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A generated schema {@code app} with its rows: a random tree of tables below {@code app.orgs}, with composite keys,
 * partitions, tables without a key or without a foreign key, references that are set to NULL, and ties between rows of one
 * organization that may close circles. Every row's {@code id} is unique in the whole schema; {@code tag} is the
 * organization it was made for.
 */
final class World {

    private static final int MAX_DEPTH = 5;

    private final long seed;
    private final Random random;
    private final List<SoakTable> tables = new ArrayList<>();
    private final int organizations;
    private final int fan;
    private final boolean giant;
    private final boolean circles;

    World(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        boolean large = random.nextInt(3) > 0;
        this.organizations = large ? 16 + random.nextInt(25) : 6 + random.nextInt(10);
        this.fan = large ? 6 + random.nextInt(8) : 2 + random.nextInt(3);
        this.giant = large && random.nextInt(4) == 0;
        this.circles = random.nextInt(3) == 0;
        int size = 5 + random.nextInt(6);
        for (int i = 0; i < size; i++) {
            tables.add(table(i));
        }
        for (SoakTable table : List.copyOf(tables)) {
            tables.set(table.number(), withEdges(table));
        }
    }

    long seed() {
        return seed;
    }

    List<SoakTable> tables() {
        return tables;
    }

    int organizations() {
        return organizations;
    }

    /** Tables whose rows may be moved to another organization with all that hangs below them: no tie joins or leaves them. */
    List<SoakTable> movable() {
        return tables.stream()
                .filter(table -> table.shape() != Shape.LOOSE)
                .filter(table -> subtree(table).noneMatch(this::tied))
                .toList();
    }

    private boolean tied(SoakTable table) {
        return !table.ties().isEmpty()
                || tables.stream()
                        .anyMatch(other -> other.ties().stream().anyMatch(edge -> edge.target() == table.number()));
    }

    private Stream<SoakTable> subtree(SoakTable table) {
        return Stream.concat(
                Stream.of(table),
                tables.stream()
                        .filter(below -> below.parent() == table.number())
                        .flatMap(this::subtree));
    }

    private SoakTable table(int number) {
        List<SoakTable> parents = tables.stream()
                .filter(t -> t.shape() == Shape.PLAIN || t.shape() == Shape.PARTITIONED)
                .filter(t -> depth(t) < MAX_DEPTH)
                .toList();
        boolean below = number > 0 && !parents.isEmpty() && random.nextInt(5) > 0;
        int parent = below ? parents.get(random.nextInt(parents.size())).number() : SoakTable.ROOT;
        Shape shape = shape(number, below);
        boolean composite = shape == Shape.PLAIN && random.nextInt(4) == 0;
        return new SoakTable(number, parent, shape, composite, action(), List.of());
    }

    private Shape shape(int number, boolean below) {
        return switch (number < 2 ? 0 : random.nextInt(8)) {
            case 1 -> Shape.KEYLESS;
            case 2 -> below ? Shape.PLAIN : Shape.LOOSE;
            case 3, 4 -> Shape.PARTITIONED;
            default -> Shape.PLAIN;
        };
    }

    private String action() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> " on delete cascade";
            case 2 -> " on delete restrict";
            case 3 -> " deferrable initially deferred";
            default -> "";
        };
    }

    private int depth(SoakTable table) {
        return table.hangsBelowRoot() ? 1 : 1 + depth(tables.get(table.parent()));
    }

    private SoakTable withEdges(SoakTable table) {
        List<Edge> edges = new ArrayList<>();
        for (int i = 1; i <= random.nextInt(3); i++) {
            List<SoakTable> targets = tables.stream()
                    .filter(t -> t.shape() == Shape.PLAIN || t.shape() == Shape.PARTITIONED)
                    .filter(t -> !t.composite() && (circles || t.number() <= table.number()))
                    .toList();
            if (!targets.isEmpty() && table.shape() != Shape.LOOSE) {
                int target = targets.get(random.nextInt(targets.size())).number();
                edges.add(new Edge("e" + i, target, random.nextInt(5) > 1));
            }
        }
        return new SoakTable(
                table.number(), table.parent(), table.shape(), table.composite(), table.action(), List.copyOf(edges));
    }

    /** SQL for the organization that a row belongs to as the data stands. */
    String home(SoakTable table, String alias) {
        if (table.hangsBelowRoot()) {
            return alias + ".up";
        }
        SoakTable parent = tables.get(table.parent());
        String above = "a" + parent.number();
        return "(select " + home(parent, above) + " from " + parent.name() + " " + above + " where " + above + ".id = "
                + alias + ".up)";
    }

    String schema() {
        String root = """
                create schema app;
                create sequence app.ids cache 1;
                create table app.orgs (
                  id bigint primary key default nextval('app.ids'), name text not null, status text not null,
                  deactivated_at timestamptz, note text);
                """;
        return root
                + tables.stream().map(this::create).collect(Collectors.joining("\n"))
                + tables.stream().map(this::keys).collect(Collectors.joining("\n"));
    }

    private String create(SoakTable table) {
        List<String> columns =
                new ArrayList<>(List.of("id bigint not null default nextval('app.ids')", "up bigint not null"));
        if (table.composite()) {
            columns.add("k int not null");
        }
        if (parentIsComposite(table)) {
            columns.add("upk int not null");
        }
        columns.add("tag bigint not null");
        columns.add("note text");
        table.edges().forEach(edge -> columns.add(edge.column() + " bigint"));
        String head = "create table " + table.name() + " (" + String.join(", ", columns);
        return switch (table.shape()) {
            case PLAIN -> head + ", primary key (id" + (table.composite() ? ", k" : "") + "));";
            case LOOSE -> head + ", primary key (id));";
            case KEYLESS -> head + ");";
            case PARTITIONED ->
                head + ", primary key (id)) partition by range (id);\n" + partition(table, 0, "minvalue", "3000")
                        + partition(table, 1, "3000", "12000") + partition(table, 2, "12000", "1000000000");
        };
    }

    /** A partition of a table that has them; numbers up to 2 are taken from the start. */
    static String partition(SoakTable table, int number, String from, String to) {
        return "create table " + table.name() + "_p" + number + " partition of " + table.name() + " for values from ("
                + from + ") to (" + to + ");\n";
    }

    private boolean parentIsComposite(SoakTable table) {
        return !table.hangsBelowRoot() && tables.get(table.parent()).composite();
    }

    private String keys(SoakTable table) {
        StringBuilder keys = new StringBuilder();
        if (table.shape() != Shape.LOOSE) {
            String parent = table.hangsBelowRoot()
                    ? "app.orgs"
                    : tables.get(table.parent()).name();
            boolean two = parentIsComposite(table);
            keys.append(key(table, two ? "up, upk" : "up", parent + (two ? " (id, k)" : " (id)"), table.action()));
        } else {
            keys.append("create index on ").append(table.name()).append(" (up);\n");
        }
        for (Edge edge : table.edges()) {
            keys.append(key(
                    table,
                    edge.column(),
                    tables.get(edge.target()).name() + " (id)",
                    edge.setNull() ? " on delete set null" : ""));
        }
        return keys.toString();
    }

    private static String key(SoakTable table, String columns, String target, String action) {
        return "alter table " + table.name() + " add foreign key (" + columns + ") references " + target + action
                + ";\ncreate index on " + table.name() + " (" + columns + ");\n";
    }

    /** Organizations, every other one deactivated, and their rows. */
    String rows() {
        StringBuilder rows = new StringBuilder("insert into app.orgs (name, status, deactivated_at) select 'o' || n,"
                + " case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end,"
                + " case n % 2 when 0 then now() - interval '90 days' end from generate_series(1, " + organizations
                + ") n;\n");
        for (SoakTable table : tables) {
            int depth = depth(table);
            int each = depth == 1 ? fan : Math.max(1, fan / (depth + 1));
            rows.append(insert(table, "true", 1 + random.nextInt(each + 1))).append(";\n");
        }
        if (giant) {
            SoakTable large = tables.get(random.nextInt(tables.size()));
            String parent = "p.id = (select min(x.id) from " + parentName(large) + " x where "
                    + (large.hangsBelowRoot() ? "x.status = 'DEACTIVATED'" : "true") + ")";
            rows.append(insert(large, parent, 23_000)).append(";\n");
        }
        for (SoakTable table : tables) {
            table.edges().forEach(edge -> rows.append(tie(table, edge)));
        }
        return rows + "analyze;\n";
    }

    private String parentName(SoakTable table) {
        return table.hangsBelowRoot() ? "app.orgs" : tables.get(table.parent()).name();
    }

    /** An INSERT of some rows below each parent {@code p} that fulfils a condition. */
    String insert(SoakTable table, String condition, int each) {
        String tag = table.hangsBelowRoot() ? "p.id" : "p.tag";
        String columns = "up, tag, note";
        String values = "p.id, " + tag + ", 'n' || g";
        if (parentIsComposite(table)) {
            columns += ", upk";
            values += ", p.k";
        }
        if (table.composite()) {
            columns += ", k";
            values += ", g % 3";
        }
        return "insert into " + table.name() + " (" + columns + ") select " + values + " from " + parentName(table)
                + " p, generate_series(1, " + each + ") g where " + condition;
    }

    /** Lets two thirds of the rows point at a row of their own organization; at somebody else's if that is set to NULL. */
    private String tie(SoakTable table, Edge edge) {
        String target = tables.get(edge.target()).name();
        String whose = edge.setNull()
                ? "case when z.n % 7 = 0 then coalesce((select min(id) from app.orgs where id > z.tag), z.tag) else z.tag end"
                : "z.tag";
        return String.format(Locale.ROOT, """
                update %1$s x set %2$s = y.id
                  from (select id, tag, row_number() over (partition by tag order by id) as n from %1$s) z
                  join (select tag, count(*) as c from %3$s group by tag) c on c.tag = %4$s
                  join (select id, tag, row_number() over (partition by tag order by id) as n from %3$s) y
                    on y.tag = c.tag and y.n = 1 + (z.n * 31) %% c.c
                 where z.id = x.id and z.n %% 3 > 0;
                """, table.name(), edge.column(), target, whose);
    }

    /** The configuration that an operator would write for it. */
    String policy() {
        StringBuilder policy = new StringBuilder("""
                orgpurge:
                  organization:
                    table: app.orgs
                    label: name
                    due:
                      - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                  guards: {max-organizations: 1000000, max-share: 100%, max-jump: 1000000}
                  tables:
                    - {table: app.orgs, accept: [journal, obstacle]}
                """);
        for (SoakTable table : tables) {
            policy.append("    - {table: ").append(table.name());
            if (table.shape() == Shape.LOOSE) {
                policy.append(", owned-by: up");
            }
            policy.append(", accept: [journal, obstacle]}\n");
        }
        if (tables.stream().anyMatch(table -> table.edges().stream().anyMatch(Edge::setNull))) {
            policy.append("  edges:\n");
        }
        for (SoakTable table : tables) {
            table.edges().stream()
                    .filter(Edge::setNull)
                    .forEach(edge -> policy.append("    - {table: ")
                            .append(table.name())
                            .append(", edge: \"")
                            .append(edge.column())
                            .append(" -> ")
                            .append(tables.get(edge.target()).name())
                            .append("\", treatment: set-null}\n"));
        }
        return policy.toString();
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%d organizations, %d tables%s%s",
                organizations,
                tables.size(),
                circles ? ", circles" : "",
                giant ? ", a giant" : "");
    }
}
