package dev.orgpurge.soak;

import dev.orgpurge.soak.SoakTable.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import javax.sql.DataSource;

/** The customer's application: it writes into the generated schema as if nobody purged. */
final class Application {

    private static final int SOME_ROWS = 40;

    private final World world;
    private final DataSource database;

    Application(World world, DataSource database) {
        this.world = world;
        this.database = database;
    }

    /** Does one thing in one transaction, or a few; false if there was nothing to do it to. */
    boolean perform(Disturber kind, Random random) throws SQLException, InterruptedException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("set lock_timeout = '3s'");
            connection.setAutoCommit(false);
            boolean done =
                    switch (kind) {
                        case INSERT -> insert(sql, random, 1 + random.nextInt(3));
                        case SLOW_INSERT -> slowInsert(connection, sql, random);
                        case UPDATE -> update(sql, random);
                        case DELETE -> delete(sql, random);
                        case MOVE -> move(sql, random, false);
                        case REPARENT -> move(sql, random, true);
                        case NEW_ORGANIZATION -> newOrganization(sql, random);
                        case REACTIVATE -> reactivate(sql, random);
                        case DEACTIVATE -> deactivate(sql, 1 + random.nextInt(2)) > 0;
                        case ROW_LOCK -> lock(sql, random, 1);
                        case DEADLOCK -> lock(sql, random, 4);
                        case SNAPSHOT -> snapshot(connection, sql, random);
                        default -> throw new IllegalArgumentException(kind + " is nothing that an application does");
                    };
            connection.commit();
            return done;
        }
    }

    private static OptionalLong number(Statement sql, String question) throws SQLException {
        try (ResultSet row = sql.executeQuery(question)) {
            if (row.next()) {
                long value = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
            return OptionalLong.empty();
        }
    }

    private static OptionalLong due(Statement sql) throws SQLException {
        return number(sql, "select id from app.orgs where status = 'DEACTIVATED' order by random() limit 1");
    }

    private static OptionalLong any(Statement sql) throws SQLException {
        return number(sql, "select id from app.orgs order by random() limit 1");
    }

    private SoakTable table(Random random) {
        return world.tables().get(random.nextInt(world.tables().size()));
    }

    /** SQL for the key of a random row of an organization. */
    private String someRow(SoakTable table, long organization) {
        return "(select x.id from " + table.name() + " x where " + world.home(table, "x") + " = " + organization
                + " order by random() limit 1)";
    }

    private String parent(SoakTable table, long organization) {
        return table.hangsBelowRoot()
                ? String.valueOf(organization)
                : someRow(world.tables().get(table.parent()), organization);
    }

    private boolean insert(Statement sql, Random random, int rows) throws SQLException {
        OptionalLong organization = random.nextInt(5) > 0 ? due(sql) : any(sql);
        if (organization.isEmpty()) {
            return false;
        }
        long id = organization.getAsLong();
        boolean there = number(sql, "select 1 from app.orgs where id = " + id + " for key share")
                .isPresent();
        SoakTable table = table(random);
        return there && sql.executeUpdate(world.insert(table, "p.id = " + parent(table, id), rows)) > 0;
    }

    private boolean slowInsert(Connection connection, Statement sql, Random random)
            throws SQLException, InterruptedException {
        boolean done = insert(sql, random, 1 + random.nextInt(3));
        Thread.sleep(random.nextInt(700));
        if (random.nextInt(3) == 0) {
            connection.rollback();
        }
        return done;
    }

    private boolean update(Statement sql, Random random) throws SQLException {
        OptionalLong organization = due(sql);
        SoakTable table = table(random);
        return organization.isPresent()
                && sql.executeUpdate("update " + table.name()
                                + " x set note = 'u' || coalesce(note, '') where x.id in ("
                                + "select y.id from " + table.name() + " y where " + world.home(table, "y") + " = "
                                + organization.getAsLong() + " order by random() limit " + SOME_ROWS + ")")
                        > 0;
    }

    private boolean delete(Statement sql, Random random) throws SQLException {
        OptionalLong organization = due(sql);
        SoakTable table = table(random);
        boolean leaf = world.tables().stream()
                .noneMatch(other -> other.parent() == table.number()
                        || other.edges().stream().anyMatch(edge -> edge.target() == table.number()));
        return leaf
                && organization.isPresent()
                && sql.executeUpdate("delete from " + table.name() + " where id = "
                                + someRow(table, organization.getAsLong()))
                        > 0;
    }

    private boolean move(Statement sql, Random random, boolean within) throws SQLException {
        List<SoakTable> movable = world.movable();
        OptionalLong from = due(sql);
        OptionalLong to = within ? from : any(sql);
        if (movable.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return false;
        }
        SoakTable table = movable.get(random.nextInt(movable.size()));
        String parents = table.hangsBelowRoot()
                ? "app.orgs"
                : world.tables().get(table.parent()).name();
        boolean two =
                !table.hangsBelowRoot() && world.tables().get(table.parent()).composite();
        return sql.executeUpdate("update " + table.name() + " x set up = p.id, tag = " + to.getAsLong()
                        + (two ? ", upk = p.k" : "") + " from " + parents + " p where p.id = "
                        + parent(table, to.getAsLong()) + " and x.id = " + someRow(table, from.getAsLong()))
                > 0;
    }

    boolean newOrganization(Statement sql, Random random) throws SQLException {
        boolean due = random.nextBoolean();
        long id = number(
                        sql,
                        "insert into app.orgs (name, status, deactivated_at) values ('new', "
                                + (due ? "'DEACTIVATED', now() - interval '90 days'" : "'ACTIVE', null")
                                + ") returning id")
                .orElseThrow();
        for (SoakTable table : world.tables()) {
            sql.executeUpdate(
                    world.insert(table, (table.hangsBelowRoot() ? "p.id = " : "p.tag = ") + id, 1 + random.nextInt(2)));
        }
        return true;
    }

    private static boolean reactivate(Statement sql, Random random) throws SQLException {
        OptionalLong organization = due(sql);
        return random.nextBoolean()
                && organization.isPresent()
                && sql.executeUpdate("update app.orgs set status = 'ACTIVE', deactivated_at = null where id = "
                                + organization.getAsLong())
                        > 0;
    }

    /** Makes some active organizations due. */
    int deactivate(Statement sql, int number) throws SQLException {
        return sql.executeUpdate(
                "update app.orgs set status = 'DEACTIVATED', deactivated_at = now() - interval '90 days'"
                        + " where id in (select id from app.orgs where status = 'ACTIVE' order by random() limit "
                        + number
                        + ")");
    }

    private boolean lock(Statement sql, Random random, int rows) throws SQLException, InterruptedException {
        OptionalLong organization = due(sql);
        if (organization.isEmpty()) {
            return false;
        }
        for (int i = 0; i < rows; i++) {
            SoakTable table = world.tables().get(i * world.tables().size() / rows);
            if (table.shape() != Shape.LOOSE) {
                sql.executeQuery("select from " + table.name() + " where id = "
                                + someRow(table, organization.getAsLong()) + " for update")
                        .close();
            }
            Thread.sleep(rows == 1 ? 1_000 + random.nextInt(3_000) : 50 + random.nextInt(150));
        }
        return true;
    }

    private static boolean snapshot(Connection connection, Statement sql, Random random)
            throws SQLException, InterruptedException {
        sql.execute("set transaction isolation level repeatable read");
        sql.executeQuery("select count(*) from app.orgs").close();
        Thread.sleep(1_000 + random.nextInt(5_000));
        connection.rollback();
        return true;
    }
}
