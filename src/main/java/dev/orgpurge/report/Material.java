package dev.orgpurge.report;

import dev.orgpurge.ledger.ClosingEquation;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The entries that a certificate derives from, wherever they were read: those about the run, about the organization, and about
 * every organization, in order; up to the one that closed the purge, and what followed for the run's tables.
 *
 * @param asOf what was recorded behind this position is not looked at
 */
record Material(List<LedgerEntry> entries, LedgerEntry closed, long asOf) {

    /** About a run itself. */
    static final Set<EntryKind> OF_RUN = EnumSet.of(
            EntryKind.RUN_STARTED, EntryKind.RUN_RESTARTED, EntryKind.RUN_REPLANNED, EntryKind.TABLES_VACUUMED);

    /** About the organization, in whatever run. */
    static final Set<EntryKind> OF_ORGANIZATION = EnumSet.of(
            EntryKind.PURGE_OPENED,
            EntryKind.PURGE_FAILED,
            EntryKind.PURGE_FROZEN,
            EntryKind.PURGE_CLOSED,
            EntryKind.HOLD_PLACED,
            EntryKind.HOLD_RELEASED,
            EntryKind.DEACTIVATED,
            EntryKind.REACTIVATED);

    /** About everybody. */
    static final Set<EntryKind> GENERAL = EnumSet.of(EntryKind.HOLD_PLACED, EntryKind.HOLD_RELEASED);

    Material {
        entries = entries.stream()
                .filter(entry -> entry.kind() == EntryKind.TABLES_VACUUMED
                        ? entry.position() > closed.position() && entry.position() <= asOf
                        : entry.position() < closed.position())
                .sorted(Comparator.comparingLong(LedgerEntry::position))
                .toList();
    }

    /** True if an entry may be needed for a certificate of this organization by the given run. */
    static boolean needs(LedgerEntry entry, String organization, String run) {
        if (entry.organization() != null) {
            return entry.organization().value().equals(organization) && OF_ORGANIZATION.contains(entry.kind());
        }
        return entry.runId() == null
                ? GENERAL.contains(entry.kind())
                : OF_RUN.contains(entry.kind()) && entry.runId().toString().equals(run);
    }

    /** @throws IllegalStateException if the entries do not prove what a certificate says */
    CertificateBody body() {
        if (!new ClosingEquation(facts(closed)).closes()) {
            throw noCertificate("its rows do not add up or some remain");
        }
        LedgerEntry started = ofRun(EntryKind.RUN_STARTED)
                .filter(entry -> "execute".equals(entry.facts().get("mode")))
                .findFirst()
                .orElseThrow(() -> noCertificate("no run that deletes was started for it"));
        LedgerEntry opened = opened(facts(closed).number("opened_position"));
        List<LedgerEntry> replanned = ofRun(EntryKind.RUN_REPLANNED).toList();
        List<LedgerEntry> restarts = ofRun(EntryKind.RUN_RESTARTED).toList();
        return new CertificateBody(
                started,
                opened,
                closed,
                last(started, replanned, entry -> entry.position() < opened.position()),
                last(started, restarts, entry -> true),
                replanned.stream()
                        .filter(entry -> entry.position() > opened.position())
                        .toList(),
                restarts,
                attempts(),
                new Holds(holds()),
                ofRun(EntryKind.TABLES_VACUUMED)
                        .reduce((earlier, later) -> later)
                        .orElse(null));
    }

    private static LedgerEntry last(LedgerEntry first, List<LedgerEntry> more, Predicate<LedgerEntry> which) {
        return more.stream().filter(which).reduce(first, (earlier, later) -> later);
    }

    private Stream<LedgerEntry> ofRun(EntryKind kind) {
        return entries.stream()
                .filter(entry -> entry.kind() == kind
                        && entry.organization() == null
                        && Objects.equals(entry.runId(), closed.runId()));
    }

    private Stream<LedgerEntry> ofOrganization(Set<EntryKind> kinds) {
        return entries.stream()
                .filter(entry ->
                        kinds.contains(entry.kind()) && Objects.equals(entry.organization(), closed.organization()));
    }

    private LedgerEntry opened(long position) {
        return ofOrganization(EnumSet.of(EntryKind.PURGE_OPENED))
                .filter(entry -> entry.position() == position && Objects.equals(entry.runId(), closed.runId()))
                .findFirst()
                .orElseThrow(() -> noCertificate("entry " + position + " did not open this purge"));
    }

    /** Since it was purged before, if it was: what had been tried and had ended before the organization was gone. */
    private List<LedgerEntry> attempts() {
        List<LedgerEntry> attempts = new ArrayList<>();
        ofOrganization(EnumSet.of(EntryKind.PURGE_FAILED, EntryKind.PURGE_FROZEN, EntryKind.PURGE_CLOSED))
                .forEach(entry -> {
                    if (entry.kind() == EntryKind.PURGE_CLOSED) {
                        attempts.clear();
                    } else {
                        attempts.add(entry);
                    }
                });
        return attempts;
    }

    private List<LedgerEntry> holds() {
        return entries.stream()
                .filter(entry -> GENERAL.contains(entry.kind()))
                .filter(entry ->
                        entry.organization() == null || Objects.equals(entry.organization(), closed.organization()))
                .toList();
    }

    private static Facts facts(LedgerEntry entry) {
        return new Facts(entry.facts());
    }

    private IllegalStateException noCertificate(String why) {
        return new IllegalStateException(
                "ledger entry " + closed.position() + " gives no certificate: " + why + "; run verify");
    }
}
