package dev.orgpurge.soak;

import java.io.IOException;
import java.util.Set;

/** When faults cease: undisturbed nights finish everything that the stormy ones left. */
final class Finale {

    private final Stage stage;
    private final Operator operator;
    private final Violations violations;
    private final Summary summary;

    Finale(Stage stage, Operator operator, Violations violations, Summary summary) {
        this.stage = stage;
        this.operator = operator;
        this.violations = violations;
        this.summary = summary;
    }

    void play() throws IOException, InterruptedException {
        operator.resume();
        operator.release();
        operator.restoreSchema();
        night(Set.of(0, 5));
        Judge judge = new Judge(stage, violations);
        judge.afterCalm();
        goOnWithFrozen();
        night(Set.of(0));
        judge.afterNight();
        judge.afterCalm();
        judge.atTheEnd();
    }

    private void night(Set<Integer> allowed) throws IOException, InterruptedException {
        Night night = new Night(stage, 1, operator, violations);
        night.calm();
        stage.awaitNobody();
        summary.calm();
        if (!allowed.containsAll(night.exits())) {
            violations.add("an undisturbed night ended with " + night.outcomes());
        }
    }

    /** Whom a reactivation froze goes on only by name, and only if a rule selects it again. */
    private void goOnWithFrozen() {
        for (String id : stage.lines("select f.organization from orgpurge.frozen f join app.orgs o"
                + " on o.id::text = f.organization order by 1")) {
            stage.script(
                    "update app.orgs set status = 'DEACTIVATED', deactivated_at = now() - interval '90 days' where id = "
                            + id);
            var answer = stage.commands().run("purge", "--org-id", id, "--execute", "--confirm", id);
            if (answer.exit() != 0) {
                violations.add("a frozen organization could not be purged by name: " + answer);
            }
        }
    }
}
