package dev.orgpurge.report;

import java.text.Bidi;

/**
 * Texts with parts that run from right to left, as they stand on paper from left to right. Arabic letters are not joined: that
 * would take a library larger than all the rest.
 */
final class VisualOrder {

    private static final String PAIRS = "()[]{}<>«»";

    private VisualOrder() {}

    static String of(String text) {
        if (!Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
            return text;
        }
        Bidi line = new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        byte[] levels = new byte[line.getRunCount()];
        Integer[] runs = new Integer[levels.length];
        for (int run = 0; run < levels.length; run++) {
            levels[run] = (byte) line.getRunLevel(run);
            runs[run] = run;
        }
        Bidi.reorderVisually(levels, 0, runs, 0, runs.length);
        StringBuilder visual = new StringBuilder();
        for (int run : runs) {
            String part = text.substring(line.getRunStart(run), line.getRunLimit(run));
            visual.append(line.getRunLevel(run) % 2 == 1 ? reversed(part) : part);
        }
        return visual.toString();
    }

    /** Brackets are mirrored: they open and close, and do not point left and right. */
    private static String reversed(String text) {
        StringBuilder reversed = new StringBuilder(text).reverse();
        for (int i = 0; i < reversed.length(); i++) {
            int pair = PAIRS.indexOf(reversed.charAt(i));
            if (pair >= 0) {
                reversed.setCharAt(i, PAIRS.charAt(pair ^ 1));
            }
        }
        return reversed.toString();
    }
}
