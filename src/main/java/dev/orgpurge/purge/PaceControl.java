package dev.orgpurge.purge;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Shows the pace, and changes it from another process while a run is at work. */
@Component
public final class PaceControl {

    private final OwnSchema ownSchema;
    private final PaceStore store;
    private final RunStore runs;
    private final Ledger ledger;
    private final PurgeSettings settings;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PaceControl(
            OwnSchema ownSchema,
            PaceStore store,
            RunStore runs,
            Ledger ledger,
            PurgeSettings settings,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.ownSchema = ownSchema;
        this.store = store;
        this.runs = runs;
        this.ledger = ledger;
        this.settings = settings;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * The pace as it stands.
     *
     * @param configured by this process's configuration
     * @param changed what holds instead
     * @param by who changed it last; null: nobody
     * @param run what the run at work says; null: none is
     * @param obstacles what speaks against a chunk right now, whatever its table
     */
    public record Standing(
            Map<PaceSetting, String> configured,
            Map<PaceSetting, String> changed,
            @Nullable Author by,
            @Nullable AtWork run,
            List<String> obstacles) {

        /** What a run that begins now would go by. */
        public Map<PaceSetting, String> effective() {
            Map<PaceSetting, String> effective = new EnumMap<>(configured);
            effective.putAll(changed);
            return effective;
        }
    }

    /** Who changed the pace. */
    public record Author(String user, String role, Instant at) {}

    /**
     * A run that is at work.
     *
     * @param settings what it goes by
     * @param heard it has read the latest change
     * @param waiting reason; null: it waits for nothing
     */
    public record AtWork(
            UUID runId,
            Map<PaceSetting, String> settings,
            boolean heard,
            @Nullable String waiting,
            @Nullable String why,
            @Nullable Instant since) {}

    /** The pace as it is configured, changed, and gone by. */
    public Standing standing() {
        boolean usable = ownSchema.usable();
        PaceStore.Change change = usable ? store.latest() : PaceStore.Change.NONE;
        Pacing effective = settings.pacing().with(change.settings());
        Readings readings = new Signals(jdbc, settings.restraint()).read(effective);
        return new Standing(
                settings.pacing().texts(),
                change.settings(),
                change.at() == null || change.settings().isEmpty()
                        ? null
                        : new Author(change.by(), change.role(), change.at()),
                usable ? atWork(change).orElse(null) : null,
                obstacles(readings, effective));
    }

    private static List<String> obstacles(Readings readings, Pacing pacing) {
        Set<String> vacuumed = readings.vacuumed();
        return readings.all(pacing, vacuumed).stream().map(Obstacle::why).toList();
    }

    private Optional<AtWork> atWork(PaceStore.Change change) {
        return runs.running().stream()
                .filter(run -> run.executes() && runs.alive(run))
                .findFirst()
                .flatMap(run -> store.published(run.id())
                        .map(said -> new AtWork(
                                run.id(),
                                said.settings(),
                                said.heard() == change.id(),
                                said.waiting(),
                                said.why(),
                                said.since())));
    }

    /**
     * Changes some settings for every run, from the next look of the one at work until {@link #reset}.
     *
     * @throws Problem usage, if a value cannot be read
     */
    public Standing change(Map<PaceSetting, String> changes) {
        String wrong = changes.entrySet().stream()
                .flatMap(change -> complaint(change.getKey(), change.getValue()))
                .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            throw Problem.usage("BAD_VALUE", "pace needs " + wrong + "; nothing was changed");
        }
        Map<PaceSetting, String> canonical = new EnumMap<>(PaceSetting.class);
        changes.forEach((setting, text) -> canonical.put(
                setting, setting.of(setting.in(settings.pacing(), text).orElseThrow())));
        return write(canonical);
    }

    private Stream<String> complaint(PaceSetting setting, String text) {
        return setting.in(settings.pacing(), text).isPresent()
                ? Stream.empty()
                : Stream.of(setting.hint() + " after --" + setting.key());
    }

    /** Every run goes by its configuration again. */
    public Standing reset() {
        return write(Map.of());
    }

    /** @param changes empty: all of them are taken back */
    private Standing write(Map<PaceSetting, String> changes) {
        ownSchema.ensure();
        transaction.executeWithoutResult(status -> {
            Map<PaceSetting, String> all = new EnumMap<>(PaceSetting.class);
            if (!changes.isEmpty()) {
                all.putAll(store.latest().settings());
                all.putAll(changes);
            }
            store.change(all, Requester.name());
            ledger.append(new Draft(EntryKind.PACE_CHANGED, null, null, facts(all)));
        });
        return standing();
    }

    private Map<String, @Nullable Object> facts(Map<PaceSetting, String> all) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        all.forEach((setting, text) -> written.put(setting.key(), text));
        PaceStore.Change change = store.latest();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("settings", written);
        facts.put("requested_by", change.by());
        facts.put("database_role", change.role());
        facts.put("at", change.at() == null ? null : CanonicalJson.time(change.at()));
        return facts;
    }
}
