package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the configuration, so that an operator mends it once. */
final class Complaints {

    private final KeyOrigins origins;
    private final List<String> sentences = new ArrayList<>();

    Complaints(KeyOrigins origins) {
        this.origins = origins;
    }

    /** @param complaint what is wrong and what to write instead, as the rest of a sentence that begins with the key */
    void add(String key, String complaint) {
        sentences.add(key + origins.in(key) + " " + complaint);
    }

    void addSentence(String sentence) {
        sentences.add(sentence);
    }

    void throwIfAny() {
        if (!sentences.isEmpty()) {
            throw Problem.usage("BAD_CONFIGURATION", String.join("\n", sentences));
        }
    }
}
