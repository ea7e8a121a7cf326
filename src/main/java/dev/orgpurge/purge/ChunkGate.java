package dev.orgpurge.purge;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An advisory lock of the transaction (manual, section 13.3.5). Whatever deletes shares it; whoever says no takes it alone
 * once his word is committed, so that his answer comes after the last chunk that had not heard it. The server serves waiting
 * requests in their order: chunks queue behind somebody who waits for the gate, they cannot keep him out.
 */
@Component
final class ChunkGate {

    /** "orggate" as a number. */
    static final long KEY = 0x6f726767617465L;

    private static final String SHARED =
            "set local lock_timeout = '30s'; select pg_advisory_xact_lock_shared(" + KEY + ")";

    private static final String ALONE =
            "set local statement_timeout = 0; set local lock_timeout = '60s'; select pg_advisory_xact_lock(" + KEY
                    + ")";

    private final JdbcTemplate template;
    private final TransactionTemplate transaction;

    ChunkGate(JdbcTemplate template, TransactionTemplate transaction) {
        this.template = template;
        this.transaction = transaction;
    }

    /**
     * Enters with others, until the end of the transaction. What is read in later statements is as new as anything that was
     * committed before somebody got his answer.
     *
     * @param session more statements for the same round trip
     * @throws GateBusyException if somebody has held the gate alone for too long
     */
    void enter(String session) {
        request(SHARED + "; " + session);
    }

    /** Enters alone, until the end of the transaction: no chunk is at work. */
    void enterAlone() {
        request(ALONE);
    }

    private void request(String sql) {
        try {
            template.execute(sql);
        } catch (DataAccessException e) {
            if (SqlFailure.of(e).sqlState().equals(SqlFailure.LOCK_NOT_AVAILABLE)) {
                throw new GateBusyException();
            }
            throw e;
        }
    }

    /** Returns when every chunk that is at work now has ended; false if that takes longer than a minute. */
    boolean awaitChunks() {
        try {
            transaction.executeWithoutResult(status -> enterAlone());
            return true;
        } catch (GateBusyException e) {
            return false;
        }
    }
}
