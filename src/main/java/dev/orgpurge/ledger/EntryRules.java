package dev.orgpurge.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an entry must hold to be one of its kind, beyond a hash that fits. Remembers the purges that are open: those of a batch,
 * and of runs that nobody ever went on with.
 */
final class EntryRules {

    private static final Set<String> KINDS =
            Arrays.stream(EntryKind.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final Map<Purge, Long> open = new HashMap<>();

    private record Purge(@Nullable UUID run, @Nullable String organization) {

        static Purge of(LedgerEntry entry) {
            return new Purge(entry.runId(), Objects.toString(entry.organization(), null));
        }
    }

    /** A newer version may write more kinds; their links are checked all the same. */
    static boolean known(String kind) {
        return KINDS.contains(kind);
    }

    /** Null if there is none. */
    @Nullable
    String fault(LedgerEntry entry) {
        try {
            return fault(entry, new Facts(entry.facts()));
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Objects.requireNonNullElse(e.getMessage(), "its facts cannot be read");
        }
    }

    private @Nullable String fault(LedgerEntry entry, Facts facts) {
        switch (entry.kind()) {
            case PLAN_RECORDED -> {
                return hasDigest(facts, "plan");
            }
            case POLICY_RECORDED -> {
                return hasDigest(facts, "policy");
            }
            case SELECTION_RECORDED -> {
                return hasDigest(facts, "selection");
            }
            case KEY_INTRODUCED -> {
                String id = PublicKeys.id(Base64.getDecoder().decode(facts.text("public_key")));
                return id.equals(facts.text("key_id")) ? null : "its key has another id";
            }
            case PURGE_OPENED -> open.put(Purge.of(entry), entry.position());
            case PURGE_FAILED, PURGE_FROZEN -> open.remove(Purge.of(entry));
            case PURGE_CLOSED -> {
                return closing(entry, facts);
            }
            default -> {}
        }
        return null;
    }

    /** A text that is recorded in full, under its digest. */
    private static @Nullable String hasDigest(Facts facts, String what) {
        String digest = Sha256.digest(facts.text(what).getBytes(StandardCharsets.UTF_8));
        return digest.equals(facts.text(what + "_digest")) ? null : "its " + what + " has another digest";
    }

    private @Nullable String closing(LedgerEntry entry, Facts facts) {
        Long opened = open.remove(Purge.of(entry));
        if (opened == null || opened != facts.number("opened_position")) {
            return "no entry before it opened this purge";
        }
        return new ClosingEquation(facts).closes() ? null : "its rows do not add up, or some remain";
    }
}
