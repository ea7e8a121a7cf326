package dev.orgpurge.constraint;

/** Numbers of rows in words. */
final class Counted {

    private Counted() {}

    static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
