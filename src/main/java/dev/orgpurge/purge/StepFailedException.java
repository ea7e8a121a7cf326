package dev.orgpurge.purge;

/**
 * What Spring Batch is told of a failed step. It stores messages and stack traces in its tables, and PostgreSQL's messages may
 * quote row contents, so this one has neither a cause nor a trace; the error itself travels by {@link RunJobs.FirstError}.
 */
final class StepFailedException extends RuntimeException {

    StepFailedException(Throwable failure) {
        super(text(failure), null, false, false);
    }

    private static String text(Throwable failure) {
        String state = SqlFailure.of(failure).sqlState();
        return failure.getClass().getName() + (state.isEmpty() ? "" : ", SQLSTATE " + state);
    }
}
