package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The append-only, hash-chained record. */
@Component
public final class Ledger {

    private final JdbcClient jdbc;

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Appends in the caller's transaction, under the lock of the chain's head row.
     *
     * @throws IllegalStateException without a transaction
     */
    public LedgerEntry append(Draft draft) {
        throw new UnsupportedOperationException(draft + " " + jdbc);
    }

    /** Newest entry of this kind for an organization; in one run, or in any if {@code runId} is null. */
    public Optional<LedgerEntry> last(EntryKind kind, OrganizationId organization, @Nullable UUID runId) {
        throw new UnsupportedOperationException(kind + " " + organization + runId);
    }

    /** All entries of one run in order, streamed. */
    public void ofRun(UUID runId, Consumer<LedgerEntry> reader) {
        throw new UnsupportedOperationException(runId + " " + reader);
    }

    /** Walks the whole chain in constant memory and checks every link, every projection and the head row. */
    public Verification verify() {
        throw new UnsupportedOperationException();
    }

    /** {@code sha256:…} of the last entry; 64 zeros for an empty ledger. */
    public String head() {
        throw new UnsupportedOperationException();
    }
}
