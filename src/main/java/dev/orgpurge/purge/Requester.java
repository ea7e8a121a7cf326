package dev.orgpurge.purge;

/** Who uses the program. */
final class Requester {

    private Requester() {}

    /** The operating system's user; in a pod the Job's name says more and comes as the request id. */
    static String name() {
        return System.getProperty("user.name", "unknown");
    }
}
