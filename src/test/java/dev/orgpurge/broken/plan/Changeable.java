package dev.orgpurge.broken.plan;

/** A value that changes. */
final class Changeable {

    private int steps;

    int steps() {
        return steps;
    }

    void add() {
        steps++;
    }
}
