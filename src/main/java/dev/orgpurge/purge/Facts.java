package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.ledger.CanonicalJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts of ledger entries that several kinds have: ids, counts, digests and names, never row contents. "Not known" is said, as null, not left out. */
final class Facts {

    private Facts() {}

    static List<Map<String, @Nullable Object>> reasons(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("code", reason.code().name());
                    facts.put("table", reason.table());
                    facts.put("constraint", reason.constraint());
                    facts.put("detail", reason.detail());
                    return facts;
                })
                .toList();
    }

    /** What the operator lifted. Words may name people: they stay in our table, here is their digest. */
    static Map<String, @Nullable Object> lifted(Run run) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("dependents", run.lifted().dependents());
        facts.put("grace", run.lifted().grace());
        facts.put("reason_digest", run.reason() == null ? null : words(Map.of("reason", run.reason())));
        return facts;
    }

    /** Words that may name people stay in our tables; this is their digest. */
    static String words(Map<String, String> words) {
        return ConfigurationDigest.sha256(CanonicalJson.write(words));
    }

    static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : CanonicalJson.time(time);
    }
}
