package dev.orgpurge.demo;

import java.io.PrintStream;
import java.util.regex.Pattern;

/** A command's output as it comes, except that of the many organizations with the usual outcome only the first are shown. */
final class Excerpt {

    private static final Pattern USUAL = Pattern.compile("\\d+ .* (?:eligible|rehearsed|purged)\\b.*");
    private static final int SHOWN = 3;

    private final PrintStream out;
    private int usual;

    Excerpt(PrintStream out) {
        this.out = out;
    }

    void line(String line) {
        if (USUAL.matcher(line).matches() && ++usual > SHOWN) {
            return;
        }
        if (line.isBlank()) {
            end();
        }
        out.println(line);
    }

    /** The table is over. */
    void end() {
        if (usual > SHOWN) {
            out.println("[demo: " + (usual - SHOWN) + " more organizations like the first " + SHOWN + " not shown]");
        }
        usual = 0;
    }
}
