package dev.orgpurge.operation;

/** Hears of runs that the HTTP API began. */
public interface OperationListener {

    /** A run for so many operations ended, or was left to be gone on with. */
    void runCarriedOut(int operations);
}
