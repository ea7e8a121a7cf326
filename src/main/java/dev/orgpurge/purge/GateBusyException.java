package dev.orgpurge.purge;

/** Somebody holds the gate of the chunks and does not let go; worth another try. */
final class GateBusyException extends StoppedException {

    GateBusyException() {
        super("another session has been in the way of every chunk for too long");
    }
}
