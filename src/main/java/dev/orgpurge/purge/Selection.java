package dev.orgpurge.purge;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.RunJobs.FirstError;
import dev.orgpurge.purge.RunJobs.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
    private final Ledger ledger;

    Selection(
            TransactionTemplate transaction,
            RunJobs jobs,
            SelectionStep step,
            RunStore runs,
            OrganizationStore organizations,
            Approvals approvals,
            Guards guards,
            Ledger ledger) {
        this.transaction = transaction;
        this.jobs = jobs;
        this.step = step;
        this.runs = runs;
        this.organizations = organizations;
        this.approvals = approvals;
        this.guards = guards;
        this.ledger = ledger;
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
            if (!run.named()) {
                guards.check(context, eligible - organizations.letPassBefore(run.id()));
            }
            runs.selected(run, eligible);
            if (run.executes()) {
                writeDown(run);
            }
        });
    }

    private void writeDown(Run run) {
        SortedMap<Integer, OrganizationId> page = organizations.deferred(run.id(), 0, SelectionEvidence.PAGE);
        while (!page.isEmpty()) {
            ledger.append(SelectionEvidence.deferred(run, page.values()));
            page = organizations.deferred(run.id(), page.lastKey(), SelectionEvidence.PAGE);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("eligible", organizations.count(run.id(), OrganizationStore.PENDING));
        counts.put(OrganizationStore.BLOCKED, organizations.count(run.id(), OrganizationStore.BLOCKED));
        counts.put(OrganizationStore.DEFERRED, organizations.count(run.id(), OrganizationStore.DEFERRED));
        ledger.append(SelectionEvidence.selectionClosed(run, counts));
    }
}
