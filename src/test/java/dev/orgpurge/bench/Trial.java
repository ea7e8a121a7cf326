package dev.orgpurge.bench;

/**
 * One of the things that are measured in turn.
 *
 * @param group trials of one group are compared with each other
 * @param template the name of the data
 */
record Trial(String group, String template, Contender contender, Circumstance circumstance) {

    String label() {
        return group + " " + contender.name();
    }
}
