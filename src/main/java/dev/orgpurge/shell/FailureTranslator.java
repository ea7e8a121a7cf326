package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;

/** Knows what an operator is to be told about a failure; the shell itself sees no JDBC. */
@FunctionalInterface
public interface FailureTranslator {

    /** What to tell, and with which exit code. */
    Problem translate(Throwable failure);
}
