package dev.orgpurge.report;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.OrganizationId;
import java.util.Optional;
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

    /** The certificate of a purged organization, of the given run or the latest; empty if it was never purged. */
    public Optional<Certificate> certificate(OrganizationId organization, @Nullable UUID runId) {
        throw new UnsupportedOperationException(organization.value() + runId + (ledger == null));
    }
}
