package dev.orgpurge.access;

import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keys for the HTTP API: made, listed, revoked, recognised. */
@Component
public final class ApiKeys {

    private static final String SELECT = """
            select key_id, role, organization, provider, note, salt, hash, created_at, expires_at, revoked_at, last_used_at,
                   revoked_at is null and expires_at > clock_timestamp() as usable
              from orgpurge.api_key
            """;

    /** What an unknown id is compared with, so that it takes as long as a known one. */
    private static final String NOBODY = "0".repeat(64);

    private final OwnSchema ownSchema;
    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;

    ApiKeys(OwnSchema ownSchema, JdbcClient jdbc, Ledger ledger, TransactionTemplate transaction) {
        this.ownSchema = ownSchema;
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /**
     * A new key.
     *
     * @param text the key itself, to be shown once
     */
    public record Created(ApiKey key, String text) {

        /** Never the key. */
        @Override
        public String toString() {
            return "key " + key.id();
        }
    }

    private record Stored(ApiKey key, String salt, String hash) {}

    /**
     * Makes a key.
     *
     * @param valid for how long
     * @param note a few words of whoever makes it; they are kept in our table alone
     */
    public Created create(Role role, Reach reach, Duration valid, @Nullable String note) {
        ownSchema.ensure();
        Secret secret = Secret.random();
        String salt = Secret.salt();
        ApiKey key = Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("""
                            insert into orgpurge.api_key (key_id, role, organization, provider, note, salt, hash, created_by, expires_at)
                            values (:id, :role, :organization, :provider, :note, :salt, :hash, :by,
                                    clock_timestamp() + make_interval(secs => :seconds))
                            """)
                    .param("id", secret.id())
                    .param("role", role.name())
                    .param("organization", reach.organization())
                    .param("provider", reach.provider())
                    .param("note", note)
                    .param("salt", salt)
                    .param("hash", secret.hash(salt))
                    .param("by", user())
                    .param("seconds", valid.toSeconds())
                    .update();
            ApiKey created = stored(secret.id()).orElseThrow().key();
            ledger.append(new Draft(EntryKind.API_KEY_CREATED, null, null, facts(created)));
            return created;
        }));
        return new Created(key, secret.text());
    }

    /** Newest first, revoked and expired ones too. */
    public List<ApiKey> list() {
        return ownSchema.usable()
                ? jdbc.sql(SELECT + " order by created_at desc, key_id")
                        .query((row, i) -> read(row).key())
                        .list()
                : List.of();
    }

    /**
     * From its answer on the key opens nothing.
     *
     * @throws Problem not found, if there is no such key
     */
    public ApiKey revoke(String keyId) {
        if (!ownSchema.usable()) {
            throw noSuchKey(keyId);
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            int revoked = jdbc.sql("update orgpurge.api_key set revoked_at = clock_timestamp(), revoked_by = :by"
                            + " where key_id = :id and revoked_at is null")
                    .param("by", user())
                    .param("id", keyId)
                    .update();
            ApiKey key = stored(keyId).orElseThrow(() -> noSuchKey(keyId)).key();
            if (revoked == 1) {
                ledger.append(new Draft(EntryKind.API_KEY_REVOKED, null, null, facts(key)));
            }
            return key;
        }));
    }

    private static Problem noSuchKey(String keyId) {
        return Problem.notFound("NO_SUCH_KEY", "there is no key " + keyId + "; api-key-list lists them by their ids");
    }

    /** The key that a caller presents, usable or not; empty if it is none of ours. */
    public Optional<ApiKey> recognise(String presented) {
        Optional<Secret> secret = Secret.parse(presented);
        Optional<Stored> stored = secret.flatMap(given -> stored(given.id()));
        boolean known = secret.map(given -> given.matches(
                        stored.map(Stored::salt).orElse(NOBODY),
                        stored.map(Stored::hash).orElse(NOBODY)))
                .orElse(false);
        return known ? stored.map(Stored::key) : Optional.empty();
    }

    /** True if a key may be in a text, whole or cut short: such a text is neither shown nor written down. */
    public static boolean mayContainKey(String text) {
        return Secret.isIn(text);
    }

    /** Remembers that a key was used, to the minute. */
    public void used(ApiKey key) {
        jdbc.sql("update orgpurge.api_key set last_used_at = clock_timestamp() where key_id = :id"
                        + " and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')")
                .param("id", key.id())
                .update();
    }

    private Optional<Stored> stored(String keyId) {
        return jdbc.sql(SELECT + " where key_id = :id")
                .param("id", keyId)
                .query((row, i) -> read(row))
                .optional();
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private static Map<String, @Nullable Object> facts(ApiKey key) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("api_key", key.id());
        facts.put("role", key.role().name().toLowerCase(Locale.ROOT));
        facts.put("reach", key.reach().describe());
        facts.put("asked_by", user());
        return facts;
    }

    private static Stored read(ResultSet row) throws SQLException {
        ApiKey key = new ApiKey(
                row.getString("key_id"),
                Role.valueOf(row.getString("role")),
                new Reach(row.getString("organization"), row.getString("provider")),
                row.getString("note"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"),
                row.getBoolean("usable"));
        return new Stored(key, row.getString("salt"), row.getString("hash"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
