package dev.orgpurge.soak;

import java.util.regex.Pattern;

/** How one process ended. */
record Outcome(int exit, String out, String err) {

    private static final Pattern TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(|^Exception in thread|^Caused by:");

    boolean showsStackTrace() {
        return TRACE.matcher(err).find() || TRACE.matcher(out).find();
    }
}
