package dev.orgpurge.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command's output as it comes, except that a table of many organizations is cut: to the first few of each outcome. */
final class Excerpt {

    private static final Pattern ORGANIZATION =
            Pattern.compile("\\d+ .*? (?:(eligible|rehearsed|purged)|blocked)\\b.*");

    private final PrintStream out;
    private final int shownUsual;
    private final int shownBlocked;
    private int usual;
    private int blocked;
    private boolean hiding;

    private Excerpt(PrintStream out, int shownUsual, int shownBlocked) {
        this.out = out;
        this.shownUsual = shownUsual;
        this.shownBlocked = shownBlocked;
    }

    static Excerpt of(PrintStream out) {
        return new Excerpt(out, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    Excerpt usual(int shown) {
        return new Excerpt(out, shown, shownBlocked);
    }

    Excerpt blocked(int shown) {
        return new Excerpt(out, shownUsual, shown);
    }

    void line(String line) {
        Matcher organization = ORGANIZATION.matcher(line);
        if (organization.matches()) {
            hiding = organization.group(1) == null ? ++blocked > shownBlocked : ++usual > shownUsual;
        } else if (!line.startsWith(" ")) {
            end();
        }
        if (!hiding) {
            out.println(line);
        }
    }

    /** The table is over; a line that begins with a space still belongs to the organization above it. */
    void end() {
        List<String> hidden = new ArrayList<>();
        if (usual > shownUsual) {
            hidden.add((usual - shownUsual) + " more like these");
        }
        if (blocked > shownBlocked) {
            hidden.add((blocked - shownBlocked) + (shownBlocked == 0 ? " blocked" : " more blocked"));
        }
        if (!hidden.isEmpty()) {
            out.println("(the demo leaves out " + String.join(", ", hidden) + ")");
        }
        usual = 0;
        blocked = 0;
        hiding = false;
    }
}
