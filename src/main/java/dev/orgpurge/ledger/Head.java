package dev.orgpurge.ledger;

/** Where the chain ends: position and hash of its last entry. */
record Head(long position, String hash) {

    static final Head GENESIS = new Head(0, "0".repeat(64));

    String digest() {
        return "sha256:" + hash;
    }
}
