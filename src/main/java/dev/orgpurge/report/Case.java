package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.ClosingEquation;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.OrganizationEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one organization, from its first selection until it was gone or the report ends. Whoever is back after that is
 * another case.
 *
 * @param seen when a run selected it first, or its purge was opened
 * @param last when the ledger last told of it
 * @param lastPosition position of that entry
 * @param selections how many runs judged it
 * @param basis rule, state, since, due_since
 * @param reasons why it was not deleted; as recorded last
 * @param lifted what would have kept it and was lifted
 * @param closing what the closing entry says; null: it is not gone
 */
record Case(
        String organization,
        Standing standing,
        Instant seen,
        Instant last,
        long lastPosition,
        int selections,
        Map<String, @Nullable Object> basis,
        List<Reason> reasons,
        List<Reason> lifted,
        @Nullable UUID run,
        @Nullable Instant opened,
        @Nullable Closing closing) {

    private static final String HOLD = "LEGAL_HOLD";
    private static final String GRACE = "GRACE_PERIOD";

    /** A reason as recorded. */
    record Reason(
            String code,
            @Nullable String table,
            @Nullable String constraint,
            @Nullable String detail) {

        static List<Reason> of(Map<String, @Nullable Object> facts, String name) {
            return facts.get(name) instanceof List<?> list
                    ? list.stream().map(Reason::of).toList()
                    : List.of();
        }

        private static Reason of(@Nullable Object recorded) {
            Map<?, ?> facts = recorded instanceof Map<?, ?> map ? map : Map.of();
            return new Reason(
                    String.valueOf(facts.get("code")),
                    text(facts.get("table")),
                    text(facts.get("constraint")),
                    text(facts.get("detail")));
        }

        private static @Nullable String text(@Nullable Object value) {
            return value == null ? null : value.toString();
        }

        Map<String, @Nullable Object> fields() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("code", code);
            fields.put("table", table);
            fields.put("constraint", constraint);
            fields.put("detail", detail);
            return fields;
        }

        /** In one line. */
        String sentence() {
            StringBuilder line = new StringBuilder(code);
            for (String part : new String[] {table, constraint, detail}) {
                if (part != null && !part.isEmpty()) {
                    line.append(' ').append(part);
                }
            }
            return line.toString();
        }
    }

    /** The end of a purge. */
    record Closing(Instant at, String certificateId, Facts facts) {

        long rows() {
            return facts.number("rows");
        }

        Facts tables() {
            return facts.facts("tables");
        }

        Facts detached() {
            return facts.facts("detached");
        }

        boolean retains() {
            return new ClosingEquation(facts).retains();
        }
    }

    static Case begin(OrganizationEvent event) {
        Case fresh = new Case(
                event.organization(),
                Standing.PENDING,
                event.at(),
                event.at(),
                event.position(),
                0,
                Map.of(),
                List.of(),
                List.of(),
                null,
                null,
                null);
        return fresh.after(event);
    }

    /** It, as it is after one more entry. */
    Case after(OrganizationEvent event) {
        Map<String, @Nullable Object> facts = event.facts();
        return switch (event.kind()) {
            case SELECTED -> selected(event, facts);
            case LEFT_OUT -> leftOut(event, facts);
            case PURGE_OPENED -> moved(event, Standing.INTERRUPTED, facts, List.of(), event.at());
            case PURGE_FAILED -> moved(event, Standing.FAILED, basis, Reason.of(facts, "reasons"), opened);
            case PURGE_FROZEN -> frozen(event, facts);
            case PURGE_CLOSED -> closed(event, facts);
            default -> throw new IllegalStateException(event.kind() + " tells nothing about an organization");
        };
    }

    private Case selected(OrganizationEvent event, Map<String, @Nullable Object> facts) {
        List<Reason> found = Reason.of(facts, "reasons");
        boolean eligible = "eligible".equals(facts.get("verdict"));
        boolean keeps = !eligible && !standing.untouched();
        Standing next = keeps ? standing : eligible ? Standing.PENDING : blocked(found);
        Case moved = moved(event, next, facts, found, opened);
        return new Case(
                organization,
                moved.standing,
                seen,
                moved.last,
                moved.lastPosition,
                selections + 1,
                moved.basis,
                moved.reasons,
                Reason.of(facts, "lifted"),
                moved.run,
                opened,
                null);
    }

    private Case leftOut(OrganizationEvent event, Map<String, @Nullable Object> facts) {
        List<Reason> found = Reason.of(facts, "reasons");
        Standing next = !standing.untouched()
                ? standing
                : "deferred".equals(facts.get("status")) ? Standing.DEFERRED : blocked(found);
        return moved(event, next, basis, found, opened);
    }

    private Case frozen(OrganizationEvent event, Map<String, @Nullable Object> facts) {
        List<Reason> found = Reason.of(facts, "reasons");
        Standing next = "frozen".equals(facts.get("status")) ? Standing.FROZEN : blocked(found);
        return moved(event, next, basis, found, opened);
    }

    private Case closed(OrganizationEvent event, Map<String, @Nullable Object> facts) {
        Map<String, @Nullable Object> known = event.opening() == null ? basis : event.opening();
        Case moved = moved(event, Standing.PURGED, known, List.of(), opened);
        return new Case(
                organization,
                Standing.PURGED,
                seen,
                event.at(),
                event.position(),
                selections,
                moved.basis,
                List.of(),
                lifted,
                event.run(),
                opened,
                new Closing(event.at(), event.certificateId(), new Facts(facts)));
    }

    private static Standing blocked(List<Reason> reasons) {
        return reasons.stream().anyMatch(reason -> reason.code().equals(HOLD)) ? Standing.HELD : Standing.BLOCKED;
    }

    private Case moved(
            OrganizationEvent event,
            Standing next,
            Map<String, @Nullable Object> known,
            List<Reason> found,
            @Nullable Instant openedAt) {
        return new Case(
                organization,
                next,
                seen,
                event.at(),
                event.position(),
                selections,
                known,
                found,
                lifted,
                event.run(),
                openedAt,
                null);
    }

    /**
     * The same where the report ends.
     *
     * @param lastNight position at which the last run began that looked at everybody; 0: there was none
     */
    Case at(Instant asOf, long lastNight) {
        Instant due = dueSince();
        boolean waits = due != null && due.isAfter(asOf);
        Standing end = standing;
        if (standing.untouched() && lastPosition < lastNight) {
            end = Standing.NO_LONGER_DUE;
        } else if (standing == Standing.BLOCKED
                && waits
                && reasons.stream().anyMatch(reason -> reason.code().equals(GRACE))) {
            end = Standing.NOT_YET_DUE;
        }
        return new Case(
                organization, end, seen, last, lastPosition, selections, basis, reasons, lifted, run, opened, closing);
    }

    @Nullable
    String fact(String name) {
        return Objects.toString(basis.get(name), null);
    }

    @Nullable
    Instant dueSince() {
        String written = fact("due_since");
        try {
            return written == null ? null : Instant.parse(written);
        } catch (DateTimeException e) {
            throw new IllegalStateException("the ledger's record of due_since cannot be read", e);
        }
    }

    /** Seconds from the due date until it was gone or, while it is there, until {@code asOf}; null: no due date is known. */
    @Nullable
    Long age(Instant asOf) {
        Instant due = dueSince();
        if (due == null) {
            return null;
        }
        Instant end = closing == null ? asOf : closing.at();
        return end.getEpochSecond() - due.getEpochSecond();
    }

    Map<String, @Nullable Object> fields(Instant asOf, @Nullable Long within) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("org_id", organization);
        fields.put("standing", standing.word());
        for (String name : List.of("rule", "state", "since", "due_since")) {
            fields.put(name, fact(name));
        }
        fields.put("first_seen_at", CanonicalJson.time(seen));
        fields.put("last_seen_at", CanonicalJson.time(last));
        fields.put("selections", selections);
        fields.put("reasons", reasons.stream().map(Reason::fields).toList());
        fields.put("lifted", lifted.stream().map(Reason::fields).toList());
        fields.put("run_id", run == null ? null : run.toString());
        fields.put("opened_at", opened == null ? null : CanonicalJson.time(opened));
        Long age = age(asOf);
        fields.put("age_seconds", closing == null && standing.exception() ? age : null);
        fields.put("overdue", overdue(asOf, within));
        fields.put("due_to_purged_seconds", closing == null ? null : age);
        fields.put("purged_at", closing == null ? null : CanonicalJson.time(closing.at()));
        fields.put("certificate_id", closing == null ? null : closing.certificateId());
        fields.put("retains", closing == null ? null : closing.retains());
        fields.put("rows", closing == null ? null : closing.rows());
        fields.put("tables", closing == null ? null : closing.tables().values());
        fields.put("detached", closing == null ? null : closing.detached().values());
        return fields;
    }

    /** It went, or still waits, later than it was to; null: nobody said when it was to go, or since when it is due. */
    @Nullable
    Boolean overdue(Instant asOf, @Nullable Long within) {
        Long age = age(asOf);
        boolean counts = standing.exception() || standing == Standing.PURGED;
        return (within == null || age == null || !counts) ? null : age > within;
    }
}
