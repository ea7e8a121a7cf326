package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.List;

/** The statements of {@link KeyedChunk} for one table of one piece of work: made once, because a table of rows takes some hundred chunks. */
final class KeyedSql {

    private final DeleteSql sql;
    private final PlanStep step;
    private final List<Below> below;
    private final boolean countable;
    private final boolean stays;
    private final boolean needsLock;
    private final String lock;
    private final Own whole;
    private final Own each;

    /** @param step the table of the work whose rows go by their own keys */
    KeyedSql(DeleteSql sql, Work work, PlanStep step) {
        this.sql = sql;
        this.step = step;
        this.needsLock = sql.needsLock(step);
        this.countable = sql.countable(step) && work.companions().stream().allMatch(sql::countableBelow);
        this.stays = !needsLock && work.touched().stream().allMatch(one -> sql.stays(step, one));
        this.lock = sql.lockOwn(step, LiveSql.BY_KEY);
        this.whole = new Own(sql.take(step, work.companions()), sql.deleteTaken(step, LiveSql.BY_KEY));
        this.each = new Own(sql.takeEach(step, work.companions()), sql.deleteTaken(step, LiveSql.NUMBERED));
        this.below = work.companions().stream()
                .map(companion -> Below.of(sql, companion))
                .toList();
    }

    /** @param take locks the rows that go and tells of them */
    record Own(String take, String delete) {}

    /**
     * The statements for one companion.
     *
     * @param whole for all keys of a range
     * @param each for keys by their numbers
     */
    record Below(PlanStep step, Pair whole, Pair each) {

        static Below of(DeleteSql sql, PlanStep companion) {
            Relation relation = companion.ownership().get(0);
            return new Below(
                    companion,
                    new Pair(
                            sql.countBelow(companion, relation, LiveSql.BY_KEY),
                            sql.deleteBelow(companion, relation, LiveSql.BY_KEY)),
                    new Pair(
                            sql.countBelowEach(companion, relation, LiveSql.NUMBERED),
                            sql.deleteBelow(companion, relation, LiveSql.NUMBERED)));
        }
    }

    record Pair(String count, String delete) {}

    PlanStep step() {
        return step;
    }

    List<Below> below() {
        return below;
    }

    /** Rows can be counted before they go. */
    boolean countable() {
        return countable;
    }

    /** Nobody moves these rows, says the policy: they need no lock. */
    boolean stays() {
        return stays;
    }

    /** Late children could vanish uncounted. */
    boolean needsLock() {
        return needsLock;
    }

    String lock() {
        return lock;
    }

    Own whole() {
        return whole;
    }

    Own each() {
        return each;
    }

    String countAndDelete(PlanStep companion) {
        return sql.countAndDelete(companion, companion.ownership().get(0));
    }

    /** How many keys of the range each organization has. */
    String kept() {
        return sql.kept(step);
    }

    /** Counted while they go. */
    String oneByOne(PlanStep companion) {
        return sql.byParent(companion, companion.ownership().get(0));
    }

    /** @param careful leaves rows alone that anything still refers to */
    String oneByOne(boolean careful) {
        return sql.byOwnKey(step, careful);
    }
}
