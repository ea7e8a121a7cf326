package dev.orgpurge.soak;

import dev.orgpurge.fixtures.Cli.Result;
import dev.orgpurge.fixtures.Onlooker;
import java.util.List;

/** Asks, after a night, whether every promise was kept; no process of the product is alive meanwhile. */
final class Judge {

    private final Stage stage;
    private final Violations violations;

    Judge(Stage stage, Violations violations) {
        this.stage = stage;
        this.violations = violations;
    }

    private void ask(String question) {
        violations.addAll(stage.lines(question));
    }

    /** What holds after every night, whatever broke. */
    void afterNight() {
        Journal.trespasses().forEach(this::ask);
        ask(Journal.wrongCounts());
        ask(Journal.wrongDetachedCounts());
        ask(Journal.lostOrFound(stage.world()));
        Journal.wrongVerdicts(stage.world()).forEach(this::ask);
        Onlooker onlooker = new Onlooker(stage.database().dataSource());
        named("the ledger", onlooker.brokenLedger());
        named("a key table is left", onlooker.forgottenKeyTables());
        named("a lock is left", onlooker.locks());
        onlooker.orphans(true).forEach((key, rows) -> {
            if (rows > 0) {
                violations.add("orphans: " + key + " " + rows);
            }
        });
        verifies();
    }

    private void named(String what, List<String> seen) {
        violations.addAll(seen.stream().map(line -> what + ": " + line).toList());
    }

    private void verifies() {
        Result answer = stage.commands().run("verify");
        if (answer.exit() != 0) {
            violations.add("verify answered " + answer);
        }
    }

    /** Whoever was due when a night began that went to its end is gone, or named with a reason. */
    void nobodyWasPassedOver(List<String> due, String since) {
        for (String id : due) {
            ask("select 'law 2: organization " + id + " was due, is there, and the night says nothing of it'"
                    + " from app.orgs o where o.id = " + id + " and o.status = 'DEACTIVATED'"
                    + " and not exists (select from orgpurge.run_organization m join orgpurge.run r using (run_id)"
                    + " where m.organization = o.id::text and r.finished_at >= '" + since + "'"
                    + " and m.status in ('blocked', 'failed', 'frozen', 'deferred'))");
        }
    }

    /** What holds once a night went to its end undisturbed. */
    void afterCalm() {
        Onlooker onlooker = new Onlooker(stage.database().dataSource());
        named("Spring Batch", onlooker.unsettled());
        ask("select 'a key table is left: ' || relname from pg_class where relnamespace = 'orgpurge'::regnamespace"
                + " and relkind = 'r' and relname ~ '^key_[0-9]'");
        ask("select 'an unfinished run: ' || run_id || ' ' || status from orgpurge.run"
                + " where mode = 'EXECUTE' and status not in ('COMPLETE', 'NOTHING_TO_DO', 'PARTIAL', 'REFUSED')");
        ask("select 'still purging: ' || organization from orgpurge.purging");
    }

    /** What holds at the end: everybody who is due is gone, with a certificate. */
    void atTheEnd() {
        ask(
                "select 'organization ' || o.id || ' is due and still there: ' || coalesce((select m.status || ' ' || m.reasons::text"
                        + " from orgpurge.run_organization m join orgpurge.run r using (run_id)"
                        + " where m.organization = o.id::text order by r.number desc limit 1), 'no run knows it')"
                        + " from app.orgs o where o.status = 'DEACTIVATED'");
        for (String id : stage.lines("select organization from orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"
                + " order by position desc limit 2")) {
            Result answer = stage.commands().run("certificate", "--org-id", id);
            if (answer.exit() != 0) {
                violations.add("certificate answered " + answer);
            }
        }
    }
}
