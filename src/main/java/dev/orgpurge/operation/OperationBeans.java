package dev.orgpurge.operation;

import dev.orgpurge.access.Decisions;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.purge.PurgeRuns;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The queue, for the one process that serves; no component, because no other command is to hear of it. */
public final class OperationBeans {

    @Bean
    OperationStore operationStore(JdbcClient jdbc) {
        return new OperationStore(jdbc);
    }

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
            OperationStore store,
            Operations operations,
            PurgeRuns runs,
            Ledger ledger,
            StopHeard stop,
            ObjectProvider<OperationListener> listeners,
            TransactionTemplate transaction) {
        return new QueueWorker(store, operations, runs, ledger, stop, listeners, transaction);
    }
}
