package dev.orgpurge.report;

import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.Signer;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes certificates. */
@Component
public final class Reports {

    private final Ledger ledger;
    private final Signer signer;

    Reports(Ledger ledger, Signer signer) {
        this.ledger = ledger;
        this.signer = signer;
    }

    /**
     * The certificate of a purged organization, of the given run or the latest; empty if it was never purged. The same
     * ledger and key give the same bytes.
     *
     * @throws IllegalStateException if the ledger does not prove what a certificate says: then there is none
     * @throws dev.orgpurge.problem.Problem usage, if the key cannot be used; refused, if there is none and one is required
     */
    public Optional<Certificate> certificate(OrganizationId organization, @Nullable UUID runId) {
        signer.requireReady();
        return ledger.last(EntryKind.PURGE_CLOSED, organization, runId).map(this::of);
    }

    /** The certificate that a closing entry gives. */
    Certificate of(LedgerEntry closed) {
        UUID run = Objects.requireNonNull(closed.runId(), "a purge belongs to a run");
        OrganizationId organization = Objects.requireNonNull(closed.organization(), "a purge is of an organization");
        List<LedgerEntry> entries = new ArrayList<>();
        Material.OF_RUN.forEach(kind -> entries.addAll(ledger.aboutRun(run, kind)));
        entries.addAll(ledger.aboutOrganization(organization, Material.OF_ORGANIZATION, closed.position()));
        entries.addAll(ledger.general(Material.GENERAL, closed.position()));
        return new Certificate(
                closed.certificateId(),
                signer.sign(new Material(entries, closed, Long.MAX_VALUE).body().fields()));
    }
}
