package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A row of {@code orgpurge.ledger_entry} as it stands, believed or not. */
record StoredEntry(
        long position,
        Instant at,
        String kind,
        @Nullable UUID runId,
        @Nullable String organization,
        String body,
        String previousHash,
        String hash) {

    static StoredEntry following(Head head, Instant at, Draft draft) {
        long position = head.position() + 1;
        String kind = draft.kind().name();
        OrganizationId id = draft.organization();
        String organization = id == null ? null : id.value();
        String body = EntryBody.write(position, at, kind, draft.runId(), organization, draft.facts());
        return new StoredEntry(
                position, at, kind, draft.runId(), organization, body, head.hash(), hash(head.hash(), body));
    }

    static StoredEntry of(ResultSet row) throws SQLException {
        return new StoredEntry(
                row.getLong("position"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getObject("run_id", UUID.class),
                row.getString("organization"),
                row.getString("body"),
                row.getString("previous_hash"),
                row.getString("hash"));
    }

    Head head() {
        return new Head(position, hash);
    }

    /** What is wrong with this row taken by itself; null if nothing is. */
    @Nullable
    String fault() {
        if (!hash.equals(hash(previousHash, body))) {
            return "its hash is not that of its body and previous hash";
        }
        try {
            return differingColumn(EntryBody.read(body));
        } catch (JacksonException e) {
            return "its body is not a JSON object";
        } catch (DateTimeException e) {
            return "its column at is no moment";
        }
    }

    private @Nullable String differingColumn(Map<String, @Nullable Object> read) {
        for (Map.Entry<String, @Nullable Object> column :
                EntryBody.columns(position, at, kind, runId, organization).entrySet()) {
            if (!Objects.equals(column.getValue(), read.get(column.getKey()))) {
                return "its column " + column.getKey() + " is not what its body says";
            }
        }
        return read.get("facts") instanceof Map ? null : "its body has no facts";
    }

    LedgerEntry believed() {
        String fault = fault();
        if (fault != null) {
            throw new IllegalStateException(
                    "entry " + position + " of the ledger cannot be believed, " + fault + "; run verify");
        }
        return entry();
    }

    /** Without looking for a fault: for what this process made itself. */
    LedgerEntry entry() {
        return new LedgerEntry(
                position,
                at,
                EntryKind.valueOf(kind),
                runId,
                organization == null ? null : new OrganizationId(organization),
                facts(),
                body,
                previousHash,
                hash);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private Map<String, @Nullable Object> facts() {
        return (Map<String, @Nullable Object>)
                Objects.requireNonNull(EntryBody.read(body).get("facts"));
    }

    static String hash(String previousHash, String body) {
        return Sha256.hex(previousHash + "\n" + body);
    }
}
