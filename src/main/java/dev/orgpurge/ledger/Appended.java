package dev.orgpurge.ledger;

/**
 * Where an entry went.
 *
 * @param position as in {@link LedgerEntry}
 * @param hash as in {@link LedgerEntry}
 */
public record Appended(long position, String hash) {

    /** Name of the certificate that this entry closes. */
    public String certificateId() {
        return LedgerEntry.certificateId(hash);
    }
}
