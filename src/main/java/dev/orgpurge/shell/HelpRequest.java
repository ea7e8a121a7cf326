package dev.orgpurge.shell;

import java.util.List;
import java.util.Set;

/** Recognises the ways of asking for help. */
final class HelpRequest {

    private static final Set<String> FIRST = Set.of("--help", "-h", "help");

    private HelpRequest() {}

    static boolean in(List<String> words) {
        return FIRST.contains(words.get(0))
                || words.contains("--help")
                || (words.size() == 2 && words.get(1).equals("-h"));
    }

    /** The command that help is asked about; empty for all of them. */
    static String about(List<String> words) {
        if (!FIRST.contains(words.get(0))) {
            return words.get(0);
        }
        return words.size() > 1 ? words.get(1) : "";
    }
}
