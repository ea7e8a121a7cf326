package dev.orgpurge.constraint;

import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Reasons made of row counts. */
final class Counted {

    private Counted() {}

    static Map<OrganizationId, List<Reason>> reasons(Map<OrganizationId, Long> counts, LongFunction<Reason> reason) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        counts.forEach((id, count) -> reasons.put(id, List.of(reason.apply(count))));
        return reasons;
    }

    static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
