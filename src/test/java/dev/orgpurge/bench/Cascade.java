package dev.orgpurge.bench;

import java.sql.SQLException;
import java.util.List;

/** The root rows are deleted, and every foreign key says ON DELETE CASCADE. */
record Cascade() implements Contender {

    private static final String KEYS = """
            select conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)
              from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace""";

    @Override
    public String name() {
        return "cascade";
    }

    /** Not valid: the rows were checked when the key was made. */
    @Override
    public void prepare(Database database) throws SQLException {
        for (List<String> key : database.rows(KEYS)) {
            database.execute(
                    "alter table %1$s drop constraint %2$s, add constraint %2$s %3$s on delete cascade not valid"
                            .formatted(key.get(0), key.get(1), key.get(2)));
        }
    }

    @Override
    public Timing run(Database database, Shape shape) throws SQLException {
        return Timing.of(() -> database.execute("delete from organizations where " + Shape.DUE));
    }
}
