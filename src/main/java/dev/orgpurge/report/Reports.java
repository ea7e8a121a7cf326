package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes certificates. */
@Component
public final class Reports {

    private final Ledger ledger;

    Reports(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * The certificate of a purged organization, of the given run or the latest; empty if it was never purged. The same
     * ledger gives the same bytes.
     *
     * @throws IllegalStateException if the ledger does not prove what a certificate says: then there is none
     */
    public Optional<Certificate> certificate(OrganizationId organization, @Nullable UUID runId) {
        return ledger.last(EntryKind.PURGE_CLOSED, organization, runId).map(this::certificate);
    }

    private Certificate certificate(LedgerEntry closed) {
        Facts facts = new Facts(closed.facts());
        if (!new ClosingEquation(facts).closes()) {
            throw noCertificate(closed, "its rows do not add up or some remain");
        }
        UUID run = Objects.requireNonNull(closed.runId(), "a purge belongs to a run");
        LedgerEntry started = started(closed, run);
        LedgerEntry opened = opened(closed, facts.number("opened_position"));
        List<LedgerEntry> replanned = ofRun(EntryKind.RUN_REPLANNED, run, closed);
        CertificateBody body = new CertificateBody(
                started,
                opened,
                closed,
                replanned.stream()
                        .filter(entry -> entry.position() < opened.position())
                        .reduce(started, (earlier, later) -> later),
                replanned.stream()
                        .filter(entry -> entry.position() > opened.position())
                        .toList(),
                ofRun(EntryKind.RUN_RESTARTED, run, closed),
                earlierAttempts(closed),
                vacuumed(closed, run));
        return new Certificate(closed.certificateId(), CanonicalJson.write(body.fields()));
    }

    private LedgerEntry started(LedgerEntry closed, UUID run) {
        return ledger.aboutRun(run, EntryKind.RUN_STARTED).stream()
                .filter(entry -> entry.position() < closed.position())
                .filter(entry -> "execute".equals(entry.facts().get("mode")))
                .findFirst()
                .orElseThrow(() -> noCertificate(closed, "no run that deletes was started for it"));
    }

    private LedgerEntry opened(LedgerEntry closed, long position) {
        return ledger.at(position)
                .filter(entry -> entry.kind() == EntryKind.PURGE_OPENED
                        && entry.position() < closed.position()
                        && Objects.equals(entry.runId(), closed.runId())
                        && Objects.equals(entry.organization(), closed.organization()))
                .orElseThrow(() -> noCertificate(closed, "entry " + position + " did not open this purge"));
    }

    /** Since it was purged before, if it was: what had been tried and had ended before the organization was gone. */
    private List<LedgerEntry> earlierAttempts(LedgerEntry closed) {
        List<LedgerEntry> attempts = new ArrayList<>();
        Set<EntryKind> ends = EnumSet.of(EntryKind.PURGE_FAILED, EntryKind.PURGE_FROZEN, EntryKind.PURGE_CLOSED);
        OrganizationId organization = Objects.requireNonNull(closed.organization(), "a purge is of an organization");
        for (LedgerEntry entry : ledger.aboutOrganization(organization, ends, closed.position())) {
            if (entry.kind() == EntryKind.PURGE_CLOSED) {
                attempts.clear();
            } else {
                attempts.add(entry);
            }
        }
        return attempts;
    }

    /** What came of the last vacuum of the run's tables after the organization was gone. */
    private @Nullable LedgerEntry vacuumed(LedgerEntry closed, UUID run) {
        return ledger.aboutRun(run, EntryKind.TABLES_VACUUMED).stream()
                .filter(entry -> entry.position() > closed.position())
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private List<LedgerEntry> ofRun(EntryKind kind, UUID run, LedgerEntry closed) {
        return ledger.aboutRun(run, kind).stream()
                .filter(entry -> entry.position() < closed.position())
                .toList();
    }

    private static IllegalStateException noCertificate(LedgerEntry closed, String why) {
        return new IllegalStateException(
                "ledger entry " + closed.position() + " gives no certificate: " + why + "; run verify");
    }
}
