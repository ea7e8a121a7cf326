package dev.orgpurge.soak;

import dev.orgpurge.fixtures.Cli.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** People with the product's commands or a superuser's console: they say no, tidy up, and change the schema. */
final class Operator {

    private static final int CHUNK_STILL_RUNNING = 1;
    private static final int UNKNOWN = 4;

    private final Stage stage;
    private final Violations violations;
    private final List<Hold> holds = new ArrayList<>();
    private int additions;

    Operator(Stage stage, Violations violations) {
        this.stage = stage;
        this.violations = violations;
    }

    /** A hold that was answered, and the rows of its organization that we had deleted by then. */
    private record Hold(String organization, long deleted) {}

    boolean perform(Disturber kind, Random random) throws InterruptedException {
        return switch (kind) {
            case VACUUM -> script("vacuum");
            case ANALYZE -> script("analyze");
            case NEW_PARTITION -> newPartition();
            case HOLD -> hold(random);
            case PAUSE -> pause();
            case STOP -> stop();
            case ADD_COLUMN -> addColumn(random);
            case NEW_TABLE -> newTable(random);
            default -> throw new IllegalArgumentException(kind + " is nothing that an operator does");
        };
    }

    static boolean performs(Disturber kind) {
        return switch (kind) {
            case VACUUM, ANALYZE, NEW_PARTITION, HOLD, PAUSE, STOP, ADD_COLUMN, NEW_TABLE -> true;
            default -> false;
        };
    }

    private boolean script(String sql) {
        stage.script(sql);
        return true;
    }

    private boolean newPartition() {
        List<SoakTable> partitioned = stage.world().tables().stream()
                .filter(table -> table.shape() == SoakTable.Shape.PARTITIONED)
                .toList();
        if (partitioned.isEmpty()) {
            return false;
        }
        int number = 3 + additions++;
        SoakTable table = partitioned.get(number % partitioned.size());
        String from = (number - 2) + "000000000";
        String to = (number - 1) + "000000000";
        return script("set lock_timeout = '2s'; " + World.partition(table, number, from, to));
    }

    private long deleted(String condition) {
        return stage.number("select count(*) from audit.journal where who like 'orgpurge%' and op = 'D'" + condition);
    }

    /** From the answer on, nothing of that organization is deleted. */
    private synchronized boolean hold(Random random) {
        List<String> ids =
                stage.lines("select id::text from app.orgs where status = 'DEACTIVATED' order by random() limit 1");
        if (ids.isEmpty()) {
            return false;
        }
        String id = ids.get(0);
        Result answer = stage.commands()
                .run("hold-place", "--org-id", id, "--matter", "m" + random.nextInt(1000), "--reason", "soak");
        if (answer.exit() == 0) {
            holds.add(new Hold(id, deleted(" and home = " + id)));
        } else if (answer.exit() != CHUNK_STILL_RUNNING && answer.exit() != UNKNOWN) {
            violations.add("hold-place answered " + answer);
        }
        return answer.exit() == 0;
    }

    /** Compares what was deleted since the answers. */
    synchronized void holdsWereHeard() {
        for (Hold hold : holds) {
            long now = deleted(" and home = " + hold.organization());
            if (now != hold.deleted()) {
                violations.add("law 7: " + (now - hold.deleted()) + " rows of organization " + hold.organization()
                        + " were deleted after hold-place had answered");
            }
        }
    }

    /** Releases every hold that stands, answered or not. */
    synchronized void release() {
        holdsWereHeard();
        holds.clear();
        for (String id : stage.lines("select distinct organization from orgpurge.legal_hold h"
                + " where not exists (select from orgpurge.legal_hold_release r where r.hold_id = h.hold_id)")) {
            Result answer = stage.commands()
                    .run("hold-release", "--org-id", id, "--every-matter", "--reason", "the soak goes on");
            if (answer.exit() != 0) {
                violations.add("hold-release answered " + answer);
            }
        }
    }

    private boolean pause() throws InterruptedException {
        Result answer = stage.commands().run("pause", "--reason", "soak");
        if (answer.exit() == 0) {
            nothingIsDeleted("pause");
        }
        return answer.exit() == 0;
    }

    private void nothingIsDeleted(String word) throws InterruptedException {
        long before = deleted("");
        Thread.sleep(800);
        long after = deleted("");
        if (after != before) {
            violations.add("law 7: " + (after - before) + " rows were deleted after " + word + " had answered");
        }
    }

    /** Ends whatever pause stands. */
    void resume() {
        if (stage.number("select count(*) from orgpurge.pause p"
                        + " where not exists (select from orgpurge.pause_end e where e.pause_id = p.pause_id)")
                > 0) {
            Result answer = stage.commands().run("resume");
            if (answer.exit() != 0) {
                violations.add("resume answered " + answer);
            }
        }
    }

    private boolean stop() throws InterruptedException {
        List<String> runs = stage.lines(
                "select run_id::text from orgpurge.run where status = 'RUNNING'" + " order by number desc limit 1");
        if (runs.isEmpty()) {
            return false;
        }
        Result answer = stage.commands().run("stop", "--run-id", runs.get(0));
        if (answer.exit() == 0) {
            nothingIsDeleted("stop");
        }
        return answer.exit() == 0;
    }

    /** Before a run has pinned its plan a change is none, and a run that was planned with it could never go on without it. */
    private boolean aRunIsAtWork() {
        return stage.number(
                        "select count(*) from orgpurge.run r join orgpurge.chunk c using (run_id) where r.status = 'RUNNING'")
                > 0;
    }

    private boolean addColumn(Random random) {
        if (!aRunIsAtWork()) {
            return false;
        }
        int number = random.nextInt(stage.world().tables().size());
        return script(
                "set lock_timeout = '2s'; alter table app.t" + number + " add column soak_" + additions++ + " integer");
    }

    private boolean newTable(Random random) {
        if (!aRunIsAtWork()) {
            return false;
        }
        List<SoakTable> parents = stage.world().tables().stream()
                .filter(table -> table.shape() == SoakTable.Shape.PLAIN && !table.composite())
                .toList();
        String parent = parents.isEmpty()
                ? "app.orgs"
                : parents.get(random.nextInt(parents.size())).name();
        return script("set lock_timeout = '2s'; create table app.soak_" + additions++
                + " (id int primary key, ref bigint references " + parent + ")");
    }

    /** Takes back what was added, so that unfinished runs may go on. */
    void restoreSchema() {
        stage.lines("""
                        select format('alter table %s drop column %I', a.attrelid::regclass, a.attname)
                          from pg_attribute a join pg_class c on c.oid = a.attrelid
                         where c.relnamespace = 'app'::regnamespace and a.attname ~ '^soak_' and not a.attisdropped
                           and not c.relispartition
                        union all
                        select format('drop table %s', oid::regclass) from pg_class
                         where relnamespace = 'app'::regnamespace and relname ~ '^soak_' and relkind = 'r'
                        """).forEach(stage::script);
    }
}
