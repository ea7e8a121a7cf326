package dev.orgpurge.shell;

import dev.orgpurge.constraint.Reason;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Values as people read them. */
final class Sentences {

    private Sentences() {}

    static String reasons(List<Reason> reasons) {
        return reasons.stream().map(Sentences::reason).collect(Collectors.joining("; "));
    }

    private static String reason(Reason reason) {
        String where = Objects.requireNonNullElse(reason.table(), "")
                + (reason.constraint() == null ? "" : " " + reason.constraint());
        return reason.code()
                + (where.isBlank() ? "" : " " + where.strip())
                + (reason.detail().isBlank() ? "" : ": " + reason.detail());
    }

    static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
