package dev.orgpurge.purge;

/** The run was asked to stop; everything committed so far stands and a restart goes on from there. */
final class StoppedException extends RuntimeException {

    StoppedException(String why) {
        super(why);
    }
}
