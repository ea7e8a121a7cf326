package dev.orgpurge.purge;

import dev.orgpurge.purge.RunJobs.FirstError;
import dev.orgpurge.purge.RunJobs.Identity;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Decides once per run who goes: records every candidate, compares with the approval, cuts, and asks the guards. */
@Component
final class Selection {

    private final TransactionTemplate transaction;
    private final RunJobs jobs;
    private final SelectionStep step;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Approvals approvals;
    private final Guards guards;

    Selection(
            TransactionTemplate transaction,
            RunJobs jobs,
            SelectionStep step,
            RunStore runs,
            OrganizationStore organizations,
            Approvals approvals,
            Guards guards) {
        this.transaction = transaction;
        this.jobs = jobs;
        this.step = step;
        this.runs = runs;
        this.organizations = organizations;
        this.approvals = approvals;
        this.guards = guards;
    }

    void select(RunContext context) {
        Run run = context.run();
        if (run.selected()) {
            return;
        }
        FirstError error = new FirstError();
        jobs.run(new Identity(RunJobs.SELECT, run.id(), 0, 0), error, List.of(step.build(context, error)));
        transaction.executeWithoutResult(status -> {
            approvals.compare(run);
            Integer most = run.maxOrganizations();
            if (most != null) {
                organizations.deferAllBut(run.id(), most);
            }
            long eligible = organizations.count(run.id(), OrganizationStore.PENDING);
            if (run.organization() == null) {
                guards.check(context, eligible - organizations.letPassBefore(run.id()));
            }
            runs.selected(run, eligible);
        });
    }
}
