package dev.orgpurge.http;

import dev.orgpurge.operation.Operation;
import dev.orgpurge.operation.Operations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.async.DeferredResult;

/** Awaits operations: without a thread, and with a few of its own for what is to be looked up before the answer. */
final class Waiting implements AutoCloseable {

    private static final int THREADS = 4;

    /** The servlet container's own patience is only for an answer that never comes. */
    private static final Duration BEYOND = Duration.ofSeconds(30);

    private final Operations operations;
    private final RequestSide side;
    private final ThreadPoolExecutor answering = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(Connector.MAX_CONNECTIONS), task -> {
                Thread thread = new Thread(task, "orgpurge-answering");
                thread.setDaemon(true);
                return thread;
            });

    Waiting(Operations operations, RequestSide side) {
        this.operations = operations;
        this.side = side;
        answering.allowCoreThreadTimeOut(true);
    }

    /** @param answer of how the operation stands when it is over, or patience is */
    DeferredResult<ResponseEntity<byte[]>> await(
            Operation operation, Duration patience, Function<Operation, ResponseEntity<byte[]>> answer) {
        DeferredResult<ResponseEntity<byte[]>> result =
                new DeferredResult<>(patience.plus(BEYOND).toMillis());
        CompletableFuture<?> unused = operations
                .awaited(operation)
                .copy()
                .completeOnTimeout(operation, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(known -> side.ask(() -> answer.apply(asItStands(known))), answering)
                .whenComplete((body, failure) -> {
                    if (failure == null) {
                        result.setResult(body);
                    } else {
                        result.setErrorResult(Objects.requireNonNullElse(failure.getCause(), failure));
                    }
                });
        return result;
    }

    /** If nobody can say, as it stood: it is in the queue, and no database that is away takes it out. */
    private Operation asItStands(Operation known) {
        if (known.over()) {
            return known;
        }
        try {
            return operations.find(known.id()).orElse(known);
        } catch (DataAccessException | TransactionException away) {
            return known;
        }
    }

    @Override
    public void close() {
        answering.shutdownNow();
    }
}
