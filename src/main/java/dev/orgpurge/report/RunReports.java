package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.Histories;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.OrganizationEvent;
import dev.orgpurge.ledger.Span;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes reports. From the ledger alone, and in memory that does not grow with organizations: the same ledger gives the same bytes. */
@Component
public final class RunReports {

    private static final List<String> SYSTEM = List.of("database", "server_version", "system_identifier");

    private final Histories histories;
    private final Ledger ledger;

    RunReports(Histories histories, Ledger ledger) {
        this.histories = histories;
        this.ledger = ledger;
    }

    /**
     * Writes a report.
     *
     * @param part the list, where the format takes only one
     * @throws Problem not found, if the ledger tells of no such run
     * @throws IllegalStateException if an entry of the ledger cannot be believed
     * @throws UncheckedIOException if it cannot be written
     */
    public void write(ReportScope scope, ReportFormat format, ReportPart part, OutputStream out) {
        Head head = head(scope);
        try (ReportWriter writer = writer(format, part, out)) {
            write(head, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReportWriter writer(ReportFormat format, ReportPart part, OutputStream out) throws IOException {
        return switch (format) {
            case JSON -> new JsonReport(out);
            case CSV -> new CsvReport(out, part);
            case XLSX -> new XlsxReport(out);
            case HTML -> new HtmlReport(out);
            case PDF -> new PdfReport(out);
        };
    }

    private void write(Head head, ReportWriter writer) throws IOException {
        Summary summary = new Summary(head.span().asOf(), head.within());
        writer.begin(head);
        cases(head, one -> {
            summary.add(one);
            writer.organization(one);
        });
        runs(head.span(), writer::run);
        writer.end(summary);
    }

    Head head(ReportScope scope) {
        Span span = span(scope);
        HeadCollector collector = new HeadCollector();
        histories.runs(span, entry -> collector.take(entry, this::start));
        List<Map<String, @Nullable Object>> reverified = new ArrayList<>();
        histories.general(span, List.of(EntryKind.REVERIFIED), entry -> {
            Map<String, @Nullable Object> outcome = new LinkedHashMap<>(entry.facts());
            outcome.put("at", CanonicalJson.time(entry.at()));
            outcome.put("position", entry.position());
            reverified.add(outcome);
        });
        Map<String, @Nullable Object> system = new LinkedHashMap<>();
        Map<String, @Nullable Object> horizons = collector.horizons();
        SYSTEM.forEach(name -> system.put(name, collector.started().get(name)));
        return new Head(
                span,
                scope.from(),
                scope.to(),
                system,
                horizons.get("contact") instanceof String contact ? contact : null,
                horizons.get("purge_within_seconds") instanceof Number seconds ? seconds.longValue() : null,
                span.run() == null ? collector.lastNight.get() : 0,
                collector.rules.stream().map(this::rules).toList(),
                List.copyOf(collector.plans),
                reverified);
    }

    private Span span(ReportScope scope) {
        UUID run = scope.run();
        return run == null
                ? histories.between(Objects.requireNonNull(scope.from()), Objects.requireNonNull(scope.to()))
                : histories
                        .ofRun(run)
                        .orElseThrow(() -> Problem.notFound(
                                "NO_SUCH_RUN",
                                "the ledger tells of no run " + run
                                        + "; runs lists them, and of rehearsals nothing is recorded in it"));
    }

    private Head.Rules rules(RulesInForce rules) {
        String selection = rules.selection();
        return new Head.Rules(
                rules.policy(),
                histories
                        .text(EntryKind.POLICY_RECORDED, "policy", rules.policy())
                        .orElse(null),
                selection,
                selection == null
                        ? null
                        : histories
                                .text(EntryKind.SELECTION_RECORDED, "selection", selection)
                                .orElse(null));
    }

    private @Nullable LedgerEntry start(UUID run) {
        return ledger.aboutRun(run, EntryKind.RUN_STARTED).stream().findFirst().orElse(null);
    }

    /** Digests that runs name. */
    private record RulesInForce(String policy, @Nullable String selection) {}

    /** What the entries about runs say of the rules they went by. */
    private static final class HeadCollector {

        private final Set<RulesInForce> rules = new LinkedHashSet<>();
        private final Set<String> plans = new LinkedHashSet<>();
        private final AtomicLong lastNight = new AtomicLong();
        private final AtomicLong newest = new AtomicLong();
        private final AtomicReference<Map<String, @Nullable Object>> started = new AtomicReference<>(Map.of());
        private final AtomicReference<Map<String, @Nullable Object>> configured = new AtomicReference<>(Map.of());
        private final AtomicReference<@Nullable LedgerEntry> start = new AtomicReference<>();

        void take(LedgerEntry entry, java.util.function.Function<UUID, @Nullable LedgerEntry> starts) {
            LedgerEntry known = start.get();
            if (known == null || !Objects.equals(known.runId(), entry.runId())) {
                LedgerEntry begun = entry.kind() == EntryKind.RUN_STARTED
                        ? entry
                        : starts.apply(Objects.requireNonNull(entry.runId()));
                start.set(begun);
                if (begun != null) {
                    began(begun);
                }
            }
            switch (entry.kind()) {
                case RUN_REPLANNED -> ruled(entry);
                case RUN_RESTARTED -> told(entry);
                case SELECTION_CLOSED -> selected();
                default -> {}
            }
        }

        private void began(LedgerEntry entry) {
            ruled(entry);
            told(entry);
            started.set(entry.facts());
        }

        private void ruled(LedgerEntry entry) {
            String policy = Objects.toString(entry.facts().get("policy_digest"), null);
            if (policy != null) {
                rules.add(
                        new RulesInForce(policy, Objects.toString(entry.facts().get("selection_digest"), null)));
            }
            plans.add(String.valueOf(entry.facts().get("plan_digest")));
        }

        private void told(LedgerEntry entry) {
            if (entry.position() > newest.get() && entry.facts().containsKey("horizons")) {
                newest.set(entry.position());
                configured.set(new Facts(entry.facts()).facts("horizons").values());
            }
        }

        /** A run that looked at everybody, and to the end. */
        private void selected() {
            LedgerEntry begun = start.get();
            if (begun != null && begun.facts().get("named_organization") == null) {
                lastNight.accumulateAndGet(begun.position(), Math::max);
            }
        }

        Map<String, @Nullable Object> started() {
            return started.get();
        }

        Map<String, @Nullable Object> horizons() {
            return configured.get();
        }
    }

    /** Takes one thing after another. */
    private interface Reader<T> {

        void take(T one) throws IOException;
    }

    private void cases(Head head, Reader<Case> reader) {
        AtomicReference<@Nullable Case> open = new AtomicReference<>();
        histories.organizations(head.span(), event -> {
            Case before = open.get();
            if (before != null && ends(before, event)) {
                give(before, head, reader);
                before = null;
            }
            open.set(before == null ? Case.begin(event) : before.after(event));
        });
        Case last = open.get();
        if (last != null) {
            give(last, head, reader);
        }
    }

    private static boolean ends(Case before, OrganizationEvent event) {
        return before.closing() != null || !before.organization().equals(event.organization());
    }

    private static void give(Case one, Head head, Reader<Case> reader) {
        unchecked(reader, one.at(head.span().asOf(), head.lastNight()));
    }

    private void runs(Span span, Reader<RunLine> reader) {
        AtomicReference<@Nullable RunLine> open = new AtomicReference<>();
        histories.runs(span, entry -> {
            RunLine before = open.get();
            if (before != null && !before.run().equals(entry.runId())) {
                unchecked(reader, before);
                before = null;
            }
            open.set(before == null ? begin(entry) : before.after(entry));
        });
        RunLine last = open.get();
        if (last != null) {
            unchecked(reader, last);
        }
    }

    /** A run that began before the span is told of with its start all the same. */
    private RunLine begin(LedgerEntry entry) {
        if (entry.kind() == EntryKind.RUN_STARTED) {
            return RunLine.begin(entry);
        }
        LedgerEntry start = start(Objects.requireNonNull(entry.runId()));
        return start == null ? RunLine.begin(entry) : RunLine.begin(start).after(entry);
    }

    private static <T> void unchecked(Reader<T> reader, T one) {
        try {
            reader.take(one);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
