package dev.orgpurge.ledger;

/** Hears what a look at this database's ledger found. */
public interface VerificationListener {

    void verified(Verification found);
}
