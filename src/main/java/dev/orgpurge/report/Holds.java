package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The legal holds that ever stood on an organization: their entries, in order. */
record Holds(List<LedgerEntry> entries) {

    List<Map<String, @Nullable Object>> history() {
        List<Map<String, @Nullable Object>> history = new ArrayList<>();
        for (LedgerEntry entry : entries) {
            if (entry.kind() == EntryKind.HOLD_PLACED) {
                history.add(hold(entry));
            }
        }
        return history;
    }

    private Map<String, @Nullable Object> hold(LedgerEntry placed) {
        Facts facts = new Facts(placed.facts());
        LedgerEntry released = entries.stream()
                .filter(entry -> entry.kind() == EntryKind.HOLD_RELEASED)
                .filter(entry -> Objects.equals(entry.facts().get("hold"), facts.recorded("hold")))
                .findFirst()
                .orElse(null);
        Map<String, @Nullable Object> hold = new LinkedHashMap<>();
        hold.put("hold", facts.recorded("hold"));
        hold.put("every_organization", facts.recorded("every_organization"));
        hold.put("digest", facts.recorded("digest"));
        hold.put("placed_at", CanonicalJson.time(placed.at()));
        hold.put("placed_position", placed.position());
        hold.put("released_at", released == null ? null : CanonicalJson.time(released.at()));
        hold.put("released_position", released == null ? null : released.position());
        return hold;
    }
}
