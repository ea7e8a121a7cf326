package dev.orgpurge.broken.purge;

/** Writes where only the shell may write. */
final class Chatters {

    private Chatters() {}

    static void chat() {
        System.out.println("here I am");
    }
}
