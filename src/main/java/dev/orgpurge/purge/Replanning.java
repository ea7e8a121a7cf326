package dev.orgpurge.purge;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.BatchStore.Batch;
import dev.orgpurge.purge.Closing.Seen;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives an unfinished run the plan of today, on record and in one transaction: whoever is gone is counted again and certified
 * by the plan it was deleted by, whoever is half gone is collected anew, with what it has lost so far.
 */
@Component
final class Replanning {

    private static final String PREFIX = "sha256:";

    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final BatchStore batches;
    private final Closing closing;
    private final Ledger ledger;
    private final RunEvidence evidence;

    Replanning(
            TransactionTemplate transaction,
            RunStore runs,
            BatchStore batches,
            Closing closing,
            Ledger ledger,
            RunEvidence evidence) {
        this.transaction = transaction;
        this.runs = runs;
        this.batches = batches;
        this.closing = closing;
        this.ledger = ledger;
        this.evidence = evidence;
    }

    /** @throws Problem refused, unless the digest of today's plan was given, with or without its prefix */
    static void confirm(Run run, String digest, PlanConfirmation confirmation) {
        String typed = confirmation.typedFor(digest).orElse(null);
        if (typed != null && (typed.equals(digest) || (PREFIX + typed).equals(digest))) {
            return;
        }
        throw Problem.refused(
                "CONFIRMATION_MISSING",
                (typed == null ? "a new plan needs --confirm with its digest" : "--confirm does not match today's plan")
                        + ": look at it with plan, then restart --run-id " + run.id() + " --replan --confirm " + digest
                        + "; nothing was changed");
    }

    /**
     * Takes the run over and replaces its plan by the context's.
     *
     * @return the run as it is now
     */
    Run replan(RunContext context) {
        Run old = context.run();
        Optional<Batch> open = batches.unfinished(old.id());
        Optional<Seen> seen = open.map(batch -> closing.recount(old, batch.number()));
        return Objects.requireNonNull(transaction.execute(status -> {
            Run mine = runs.takeOver(old);
            open.ifPresent(batch -> closing.breakOff(mine, batch.number(), seen.orElseThrow()));
            if (mine.executes()) {
                evidence.record(ledger, context);
                ledger.append(evidence.replanned(mine, context));
                ledger.append(evidence.restarted(mine, old.status()));
            }
            return runs.replan(mine, context.tables());
        }));
    }
}
