package dev.orgpurge.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A line of an export: an entry with every column of its row, believed or not, or at the end what the head row says.
 *
 * @param entry null for the head
 */
record ExportLine(@Nullable StoredEntry entry, @Nullable Head head) {

    static String of(StoredEntry entry) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("position", entry.position());
        line.put("at", time(entry.at()));
        line.put("kind", entry.kind());
        line.put("run_id", entry.runId() == null ? null : entry.runId().toString());
        line.put("organization", entry.organization());
        line.put("body", entry.body());
        line.put("previous_hash", entry.previousHash());
        line.put("hash", entry.hash());
        return CanonicalJson.write(line);
    }

    static String of(Head head) {
        return CanonicalJson.write(Map.<String, Object>of("position", head.position(), "head", head.digest()));
    }

    /** PostgreSQL has moments that are none. */
    private static @Nullable String time(Instant moment) {
        try {
            return CanonicalJson.time(moment);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @throws IllegalArgumentException if it is neither */
    static ExportLine read(String text) {
        try {
            Map<String, @Nullable Object> line = StrictJson.object(text);
            Facts facts = new Facts(line);
            if (line.containsKey("body")) {
                return new ExportLine(entry(line, facts), null);
            }
            String digest = facts.text("head");
            String hash = digest.startsWith(Sha256.PREFIX) ? digest.substring(Sha256.PREFIX.length()) : digest;
            return new ExportLine(null, new Head(facts.number("position"), hash));
        } catch (JacksonException | IllegalStateException | DateTimeException e) {
            throw new IllegalArgumentException("is no entry of a ledger", e);
        }
    }

    private static StoredEntry entry(Map<String, @Nullable Object> line, Facts facts) {
        Object run = line.get("run_id");
        Object organization = line.get("organization");
        Object at = line.get("at");
        return new StoredEntry(
                facts.number("position"),
                at == null ? Instant.MAX : DateTimeFormatter.ISO_INSTANT.parse(at.toString(), Instant::from),
                facts.text("kind"),
                run == null ? null : UUID.fromString(run.toString()),
                organization == null ? null : organization.toString(),
                facts.text("body"),
                facts.text("previous_hash"),
                facts.text("hash"));
    }
}
