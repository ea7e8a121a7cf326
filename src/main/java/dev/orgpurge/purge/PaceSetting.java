package dev.orgpurge.purge;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A setting of {@link Pacing} that can be changed while a run is at work, with the one way to write it. */
public enum PaceSetting {
    TARGET_CHUNK("a duration from 10ms to 10s"),
    WORKERS("a whole number from 1 to 64"),
    ROWS_PER_SECOND("a whole number from 1 to 1000000000, or off"),
    NICE_RATIO("a number from 0 to 100, such as 0.5"),
    REPLICA_LAG("a duration from 100ms to 1d, or off"),
    WAL_BACKLOG("a size with a unit (kB, MB, GB, TB), such as 10GB, or off"),
    XMIN_AGE("a whole number of transactions from 1 to 2000000000, or off"),
    BLOCKED_SESSIONS("a whole number from 1 to 10000, or off"),
    AUTOVACUUM("true or false");

    /** YAML takes off and no without quotes for false. */
    private static final Set<String> OFF = Set.of("off", "false", "no", "none");

    private static final Set<String> ON = Set.of("on", "true", "yes");

    private final String hint;

    PaceSetting(String hint) {
        this.hint = hint;
    }

    /** As it is written in the configuration and on the command line: {@code target-chunk}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What may be written. */
    public String hint() {
        return hint;
    }

    static Optional<PaceSetting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst();
    }

    /** The pacing with this setting as written; empty if that cannot be read. */
    public Optional<Pacing> in(Pacing pacing, String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        return switch (this) {
            case TARGET_CHUNK ->
                between(text, Duration.ofMillis(10), Duration.ofSeconds(10)).map(pacing::withTargetChunk);
            case WORKERS -> whole(text, 64).map(Long::intValue).map(pacing::withWorkers);
            case ROWS_PER_SECOND -> orOff(text, t -> whole(t, 1_000_000_000), pacing::withRowsPerSecond);
            case NICE_RATIO -> ratio(text).map(pacing::withNiceRatio);
            case REPLICA_LAG ->
                orOff(text, t -> between(t, Duration.ofMillis(100), Duration.ofDays(1)), pacing::withReplicaLag);
            case WAL_BACKLOG -> orOff(text, Amount::bytes, pacing::withWalBacklog);
            case XMIN_AGE -> orOff(text, t -> whole(t, 2_000_000_000), pacing::withXminAge);
            case BLOCKED_SESSIONS ->
                orOff(text, t -> whole(t, 10_000).map(Long::intValue), pacing::withBlockedSessions);
            case AUTOVACUUM ->
                ON.contains(text) || OFF.contains(text)
                        ? Optional.of(pacing.withAutovacuum(ON.contains(text)))
                        : Optional.empty();
        };
    }

    /** The setting's value as text that can be written again. */
    String of(Pacing pacing) {
        return switch (this) {
            case TARGET_CHUNK -> Amount.text(pacing.targetChunk());
            case WORKERS -> String.valueOf(pacing.workers());
            case ROWS_PER_SECOND -> orOff(pacing.rowsPerSecond(), String::valueOf);
            case NICE_RATIO -> pacing.niceRatio().toPlainString();
            case REPLICA_LAG -> orOff(pacing.replicaLag(), Amount::text);
            case WAL_BACKLOG -> orOff(pacing.walBacklog(), Amount::size);
            case XMIN_AGE -> orOff(pacing.xminAge(), String::valueOf);
            case BLOCKED_SESSIONS -> orOff(pacing.blockedSessions(), String::valueOf);
            case AUTOVACUUM -> String.valueOf(pacing.autovacuum());
        };
    }

    private static <T> Optional<Pacing> orOff(
            String text, Function<String, Optional<T>> parse, Function<@Nullable T, Pacing> change) {
        return OFF.contains(text)
                ? Optional.of(change.apply(null))
                : parse.apply(text).map(change);
    }

    private static <T> String orOff(@Nullable T value, Function<T, String> text) {
        return value == null ? "off" : text.apply(value);
    }

    private static Optional<Duration> between(String text, Duration min, Duration max) {
        return Amount.duration(text).filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    }

    private static Optional<Long> whole(String text, long max) {
        return text.matches("[1-9]\\d{0,9}")
                ? Optional.of(Long.valueOf(text)).filter(value -> value <= max)
                : Optional.empty();
    }

    private static Optional<BigDecimal> ratio(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,6})?")
                ? Optional.of(new BigDecimal(text)).filter(value -> value.compareTo(BigDecimal.valueOf(100)) <= 0)
                : Optional.empty();
    }
}
