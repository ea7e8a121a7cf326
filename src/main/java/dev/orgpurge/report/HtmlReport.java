package dev.orgpurge.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.orgpurge.ledger.CanonicalJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A page for people, without scripts and without anything outside itself: sums, charts, and the first of each list. */
final class HtmlReport implements ReportWriter {

    /** So many of a list are shown; the other formats have all of them. */
    static final int LISTED = 300;

    private static final int TABLES = 2_000;

    private static final Template TEMPLATE = Mustache.compiler()
            .withEscaper(HtmlReport::escape)
            .emptyStringIsFalse(true)
            .nullValue("")
            .compile(template());

    private final OutputStream out;
    private final AtomicReference<@Nullable Head> head = new AtomicReference<>();
    private final Oldest exceptions;
    private final Oldest purged = new Oldest(LISTED, one -> 0);
    private final Oldest others = new Oldest(LISTED, one -> 0);
    private final AtomicLong runsSeen = new AtomicLong();
    private final List<RunLine> runs = new ArrayList<>();

    HtmlReport(OutputStream out) {
        this.out = out;
        this.exceptions = new Oldest(LISTED, one -> Objects.requireNonNullElse(one.age(asOf()), Long.MAX_VALUE));
    }

    private static String template() {
        try (InputStream text = HtmlReport.class.getResourceAsStream("report.html")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page must be XML too, to become a PDF: what XML has no place for is shown as unknown. */
    private static String escape(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\t'
                                || c == '\n'
                                || c == '\r'
                                || (c >= 0x20 && c < 0xD800)
                                || (c > 0xDFFF && c != 0xFFFE && c != 0xFFFF)
                        ? c
                        : 0xFFFD)
                .forEach(legal::appendCodePoint);
        return Escapers.HTML.escape(legal.toString());
    }

    private Instant asOf() {
        return Objects.requireNonNull(head.get()).span().asOf();
    }

    @Override
    public void begin(Head begun) {
        head.set(begun);
    }

    @Override
    public void organization(Case one) {
        (one.standing().exception() ? exceptions : one.closing() != null ? purged : others).add(one);
    }

    @Override
    public void run(RunLine run) {
        runsSeen.incrementAndGet();
        if (runs.size() == LISTED) {
            runs.remove(0);
        }
        runs.add(run);
    }

    @Override
    public void end(Summary summary) throws IOException {
        Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        TEMPLATE.execute(model(summary), page);
        page.flush();
    }

    private Map<String, @Nullable Object> model(Summary summary) {
        Head begun = Objects.requireNonNull(head.get());
        Map<String, @Nullable Object> model = new LinkedHashMap<>();
        model.put("title", title(begun));
        model.put("asOf", CanonicalJson.time(asOf()).substring(0, 19) + "Z");
        model.put("ledger", begun.ledger());
        model.put("system", system(begun));
        model.put("contact", begun.contact());
        model.put("within", begun.within() == null ? null : Ages.days(begun.within()));
        model.put("figures", figures(begun, summary));
        model.put("charts", charts(begun, summary));
        long nothing = summary.organizations();
        model.put("nobody", nothing == 0);
        list(model, "exceptions", exceptions.cases(), summary.exceptions(), this::exception);
        list(model, "purged", purged.cases(), summary.of(Standing.PURGED), this::gone);
        long rest = summary.of(Standing.NOT_YET_DUE) + summary.of(Standing.NO_LONGER_DUE);
        list(model, "others", others.cases(), rest, this::exception);
        list(model, "runs", runs, runsSeen.get(), HtmlReport::runRow);
        List<Map.Entry<String, Map<String, Long>>> tables =
                summary.tables().entrySet().stream().limit(TABLES).toList();
        list(model, "tables", tables, summary.tables().size(), HtmlReport::table);
        model.put("rules", begun.rules().stream().map(HtmlReport::rules).toList());
        model.put("hasReverified", !begun.reverified().isEmpty());
        model.put(
                "reverified",
                begun.reverified().stream().map(HtmlReport::reverified).toList());
        return model;
    }

    private interface Row<T> {

        Map<String, @Nullable Object> of(T one);
    }

    private static <T> void list(
            Map<String, @Nullable Object> model, String name, List<? extends T> shown, long all, Row<T> row) {
        Map<String, @Nullable Object> list = new LinkedHashMap<>();
        list.put("rows", shown.stream().map(row::of).toList());
        list.put("any", !shown.isEmpty());
        list.put("all", number(all));
        list.put("shown", number(shown.size()));
        list.put("cut", shown.size() < all);
        model.put(name, list);
    }

    private static String title(Head head) {
        return head.span().run() != null ? "Run " + head.span().run() : date(head.from()) + " to " + date(head.to());
    }

    /** A day, where it is the beginning of one. */
    private static String date(@Nullable Instant moment) {
        String text = Objects.toString(moment, "");
        return text.replace("T00:00:00Z", "");
    }

    private static String moment(@Nullable Object text) {
        String written = Objects.toString(text, "");
        return written.length() < 19 ? written : written.substring(0, 10) + " " + written.substring(11, 16);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static @Nullable String system(Head head) {
        Object database = head.system().get("database");
        return database == null
                ? null
                : database + ", PostgreSQL " + head.system().get("server_version") + ", system "
                        + Objects.requireNonNullElse(head.system().get("system_identifier"), "unknown");
    }

    private static List<Map<String, @Nullable Object>> figures(Head head, Summary summary) {
        List<Map<String, @Nullable Object>> figures = new ArrayList<>();
        figures.add(figure(number(summary.organizations()), "organizations in the population", false));
        figures.add(figure(number(summary.of(Standing.PURGED)), "purged, recounted, certified", false));
        figures.add(figure(number(summary.rows()), "rows deleted", false));
        figures.add(figure(number(summary.exceptions()), "due and still there", summary.exceptions() > 0));
        if (head.within() != null) {
            figures.add(figure(number(summary.overdue()), "of them overdue", summary.overdue() > 0));
            figures.add(figure(number(summary.purgedLate()), "purged late", false));
        }
        Long oldest = summary.oldest();
        if (oldest != null) {
            figures.add(figure(Ages.about(oldest), "since the oldest of them became due", false));
        }
        return figures;
    }

    private static Map<String, @Nullable Object> figure(String value, String meaning, boolean alarming) {
        Map<String, @Nullable Object> figure = new LinkedHashMap<>();
        figure.put("value", value);
        figure.put("meaning", meaning);
        figure.put("alarming", alarming);
        return figure;
    }

    private static List<Chart> charts(Head head, Summary summary) {
        String limit = head.within() == null ? null : "allowed: " + Ages.days(head.within());
        Map<String, Long> rows = new LinkedHashMap<>();
        summary.tables().forEach((table, figures) -> {
            long deleted = Objects.requireNonNullElse(figures.get("deleted"), 0L);
            if (deleted > 0) {
                rows.put(table, deleted);
            }
        });
        return List.of(
                Chart.of("months", "Purges per month", "Organizations purged in each month, UTC.", summary.months()),
                Chart.of(
                        "purged-after",
                        "Time from due to purged",
                        "Purged organizations by the time from their due date until they were gone.",
                        summary.purgedAfter().steps(),
                        limit),
                Chart.of(
                        "waiting",
                        "Still there, by time since due",
                        "Organizations that were due and are still there, by the time since their due date.",
                        summary.waitingSince().steps(),
                        limit),
                Chart.largest("tables-chart", "Rows deleted by table", "Rows deleted, the largest tables first.", rows),
                Chart.largest(
                        "reasons",
                        "Still there, by reason",
                        "Organizations that were due and are still there, by reason; one may have several.",
                        summary.reasons()));
    }

    private Map<String, @Nullable Object> exception(Case one) {
        Map<String, @Nullable Object> row = row(one);
        Long age = one.age(asOf());
        row.put("age", age == null || age < 0 ? null : Ages.about(age));
        Long within = Objects.requireNonNull(head.get()).within();
        row.put("overdue", Boolean.TRUE.equals(one.overdue(asOf(), within)));
        row.put("reasons", one.reasons().stream().map(Case.Reason::sentence).toList());
        return row;
    }

    private Map<String, @Nullable Object> gone(Case one) {
        Map<String, @Nullable Object> row = row(one);
        Case.Closing closing = Objects.requireNonNull(one.closing());
        Long age = one.age(asOf());
        row.put("purgedAt", moment(CanonicalJson.time(closing.at())));
        row.put("took", age == null ? null : Ages.about(age));
        row.put("rows", number(closing.rows()));
        row.put("retains", closing.retains());
        row.put("certificate", closing.certificateId());
        Long within = Objects.requireNonNull(head.get()).within();
        row.put("overdue", Boolean.TRUE.equals(one.overdue(asOf(), within)));
        return row;
    }

    private static Map<String, @Nullable Object> row(Case one) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("organization", one.organization());
        row.put("standing", one.standing().word().replace('_', ' '));
        row.put("kind", one.standing().word());
        row.put("rule", one.fact("rule"));
        row.put("due", moment(one.fact("due_since")));
        row.put("selections", one.selections());
        return row;
    }

    private static Map<String, @Nullable Object> runRow(RunLine run) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(run.fields());
        row.put("started_at", moment(row.get("started_at")));
        row.put("finished_at", moment(row.get("finished_at")));
        row.put("organizations", Columns.counts(row.get("organizations")));
        row.put("rows", row.get("rows") instanceof Number rows ? number(rows.longValue()) : null);
        return row;
    }

    private static Map<String, @Nullable Object> table(Map.Entry<String, Map<String, Long>> table) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("table", table.getKey());
        table.getValue().forEach((figure, value) -> row.put(figure, number(value)));
        return row;
    }

    private static Map<String, @Nullable Object> rules(Head.Rules rules) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("policyDigest", rules.policyDigest());
        row.put("policy", rules.policy() == null ? null : indented(rules.policy()));
        row.put("selectionDigest", rules.selectionDigest());
        row.put("selection", rules.selection());
        return row;
    }

    private static Map<String, @Nullable Object> reverified(Map<String, @Nullable Object> facts) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("at", moment(facts.get("at")));
        row.put("since", moment(facts.get("since")));
        for (String figure : List.of("organizations", "found", "rows")) {
            row.put(figure, facts.get(figure));
        }
        return row;
    }

    private static String indented(String json) {
        try {
            JsonMapper mapper = JsonMapper.shared();
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json));
        } catch (JacksonException e) {
            return json;
        }
    }
}
