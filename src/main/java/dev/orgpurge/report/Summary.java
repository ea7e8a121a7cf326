package dev.orgpurge.report;

import dev.orgpurge.ledger.Facts;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds up organizations: as large as the schema and the years, however many there are. */
final class Summary {

    /** What is added up for a table, in the order of reports. */
    static final List<String> FIGURES =
            List.of("organizations", "expected", "late", "deleted", "detached", "moved", "retained", "remaining");

    private final Instant asOf;
    private final @Nullable Long within;
    private final Map<Standing, AtomicLong> standings = new EnumMap<>(Standing.class);
    private final TreeMap<String, AtomicLong> reasons = new TreeMap<>();
    private final TreeMap<YearMonth, AtomicLong> months = new TreeMap<>();
    private final TreeMap<String, Map<String, Long>> tables = new TreeMap<>();
    private final Ages purged;
    private final Ages waiting;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong overdue = new AtomicLong();
    private final AtomicLong undated = new AtomicLong();
    private final AtomicLong longest = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong oldest = new AtomicLong(Long.MIN_VALUE);

    Summary(Instant asOf, @Nullable Long within) {
        this.asOf = asOf;
        this.within = within;
        this.purged = new Ages(within);
        this.waiting = new Ages(within);
        for (Standing standing : Standing.values()) {
            standings.put(standing, new AtomicLong());
        }
    }

    void add(Case one) {
        count(one.standing()).incrementAndGet();
        Long age = one.age(asOf);
        boolean later = Boolean.TRUE.equals(one.overdue(asOf, within));
        if (one.closing() != null) {
            add(one.closing(), age, later);
        } else if (one.standing().exception()) {
            waits(one, age, later);
        }
    }

    private void waits(Case one, @Nullable Long age, boolean later) {
        if (age == null) {
            undated.incrementAndGet();
        } else if (age >= 0) {
            waiting.add(age);
            oldest.accumulateAndGet(age, Math::max);
        }
        if (later) {
            overdue.incrementAndGet();
        }
        String standing = one.standing().word();
        List<String> codes =
                one.reasons().stream().map(Case.Reason::code).distinct().toList();
        (codes.isEmpty() ? List.of(standing) : codes)
                .forEach(code -> reasons.computeIfAbsent(code, absent -> new AtomicLong())
                        .incrementAndGet());
    }

    private void add(Case.Closing closing, @Nullable Long age, boolean later) {
        months.computeIfAbsent(YearMonth.from(closing.at().atOffset(ZoneOffset.UTC)), absent -> new AtomicLong())
                .incrementAndGet();
        rows.addAndGet(closing.rows());
        if (age != null) {
            purged.add(age);
            longest.accumulateAndGet(age, Math::max);
        }
        if (later) {
            late.incrementAndGet();
        }
        Facts byTable = closing.tables();
        for (String table : byTable.values().keySet()) {
            Facts figures = byTable.facts(table);
            add(table, "organizations", 1);
            for (String figure : FIGURES.subList(1, FIGURES.size())) {
                add(table, figure, figures.number(figure));
            }
        }
        Facts detached = closing.detached();
        for (String table : detached.values().keySet()) {
            add(table, "detached", detached.number(table));
        }
    }

    private void add(String table, String figure, long more) {
        tables.computeIfAbsent(table, absent -> zeros()).merge(figure, more, Long::sum);
    }

    private static Map<String, Long> zeros() {
        return FIGURES.stream()
                .collect(Collectors.toMap(figure -> figure, figure -> 0L, Long::sum, LinkedHashMap::new));
    }

    private AtomicLong count(Standing standing) {
        return standings.computeIfAbsent(standing, absent -> new AtomicLong());
    }

    long of(Standing standing) {
        return count(standing).get();
    }

    long organizations() {
        return standings.values().stream().mapToLong(AtomicLong::get).sum();
    }

    long exceptions() {
        return standings.entrySet().stream()
                .filter(one -> one.getKey().exception())
                .mapToLong(one -> one.getValue().get())
                .sum();
    }

    long rows() {
        return rows.get();
    }

    long purgedLate() {
        return late.get();
    }

    long overdue() {
        return overdue.get();
    }

    long undated() {
        return undated.get();
    }

    @Nullable
    Long longest() {
        return longest.get() == Long.MIN_VALUE ? null : longest.get();
    }

    @Nullable
    Long oldest() {
        return oldest.get() == Long.MIN_VALUE ? null : oldest.get();
    }

    Ages purgedAfter() {
        return purged;
    }

    Ages waitingSince() {
        return waiting;
    }

    Map<String, Long> reasons() {
        return counts(reasons);
    }

    /** Every month from the first to the last, also those without a purge. */
    Map<String, Long> months() {
        Map<String, Long> all = new LinkedHashMap<>();
        if (!months.isEmpty()) {
            for (YearMonth month = months.firstKey(); !month.isAfter(months.lastKey()); month = month.plusMonths(1)) {
                AtomicLong count = months.get(month);
                all.put(month.toString(), count == null ? 0 : count.get());
            }
        }
        return all;
    }

    Map<String, Map<String, Long>> tables() {
        return tables;
    }

    private static Map<String, Long> counts(Map<String, AtomicLong> counted) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counted.forEach((name, count) -> counts.put(name, count.get()));
        return counts;
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, @Nullable Object> byStanding = new LinkedHashMap<>();
        standings.forEach((standing, count) -> byStanding.put(standing.word(), count.get()));
        fields.put("organizations", organizations());
        fields.put("standings", byStanding);
        fields.put("exceptions", exceptions());
        fields.put("rows", rows());
        fields.put("purged_late", within == null ? null : purgedLate());
        fields.put("overdue", within == null ? null : overdue());
        fields.put("without_due_date", undated());
        fields.put("longest_due_to_purged_seconds", longest());
        fields.put("oldest_age_seconds", oldest());
        fields.put("purges_per_month", months());
        fields.put("due_to_purged", purged.fields());
        fields.put("still_there_since_due", waiting.fields());
        fields.put("reasons", reasons());
        fields.put("tables", tables());
        return fields;
    }
}
