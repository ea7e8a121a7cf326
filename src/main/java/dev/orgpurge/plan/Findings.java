package dev.orgpurge.plan;

import dev.orgpurge.plan.Finding.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects findings, so that an operator sees all of them at once. */
final class Findings {

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::level)
            .thenComparing(Finding::code)
            .thenComparing(finding -> String.valueOf(finding.table()))
            .thenComparing(finding -> String.valueOf(finding.constraint()))
            .thenComparing(Finding::detail);

    private final List<Finding> all = new ArrayList<>();

    void error(FindingCode code, @Nullable String table, @Nullable String constraint, String detail) {
        all.add(new Finding(Level.ERROR, code, table, constraint, detail));
    }

    void warning(FindingCode code, @Nullable String table, @Nullable String constraint, String detail) {
        all.add(new Finding(Level.WARNING, code, table, constraint, detail));
    }

    void note(FindingCode code, @Nullable String table, @Nullable String constraint, String detail) {
        all.add(new Finding(Level.NOTE, code, table, constraint, detail));
    }

    /** Errors first, each once. */
    List<Finding> sorted() {
        return all.stream().distinct().sorted(ORDER).toList();
    }
}
