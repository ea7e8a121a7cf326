package dev.orgpurge.operation;

import dev.orgpurge.access.Decisions;
import dev.orgpurge.purge.PurgeRuns;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/** Those who take requests in and work on them; no components, because only the one process that serves is to hear of them. */
public final class OperationBeans {

    @Bean
    StopHeard stopHeard() {
        return new StopHeard();
    }

    @Bean
    Operations operations(OperationStore store, PurgeRuns runs, Decisions decisions, TransactionTemplate transaction) {
        return new Operations(store, runs, decisions, transaction);
    }

    @Bean
    QueueWorker queueWorker(
            OperationStore store, Operations operations, QueueRuns queue, PurgeRuns runs, StopHeard stop) {
        return new QueueWorker(store, operations, queue, runs, stop);
    }
}
