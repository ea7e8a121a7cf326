package dev.orgpurge.shell;

import java.util.List;

/** What an answer on stdout looks like. */
public enum OutputFormat {
    /** For people: aligned columns and sentences. */
    TABLE,
    /** For scripts: one object. */
    JSON;

    /** What the words ask for, whatever else is wrong with them: an error is answered in that form too. */
    public static OutputFormat wanted(List<String> words) {
        int option = words.indexOf("--output");
        boolean json = words.contains("--output=json")
                || (option >= 0
                        && option + 1 < words.size()
                        && words.get(option + 1).equals("json"));
        return json ? JSON : TABLE;
    }
}
