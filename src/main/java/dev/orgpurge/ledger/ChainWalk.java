package dev.orgpurge.ledger;

import org.jspecify.annotations.Nullable;

/**
 * How far a walk along the chain has come.
 *
 * @param walked entries read
 * @param good the last entry that fits, with everything before it
 * @param broken position of the first entry that does not fit; 0 while all do
 * @param detail what does not fit there
 */
record ChainWalk(
        long walked, Head good, long broken, @Nullable String detail) {

    static final ChainWalk START = new ChainWalk(0, Head.GENESIS, 0, null);

    boolean intact() {
        return broken == 0;
    }

    ChainWalk step(StoredEntry entry) {
        long expected = good.position() + 1;
        if (entry.position() != expected) {
            return broken(expected, "entry " + expected + " is missing: the next one is " + entry.position());
        }
        if (!entry.previousHash().equals(good.hash())) {
            return broken(
                    expected, "entry " + expected + " does not follow the one before it: its previous hash differs");
        }
        String fault = entry.fault();
        return fault == null
                ? new ChainWalk(walked + 1, entry.head(), 0, null)
                : broken(expected, "entry " + expected + " was changed: " + fault);
    }

    /** After the last entry: the head row must name it. */
    ChainWalk end(@Nullable Head head) {
        return intact() ? compare(head) : this;
    }

    private ChainWalk compare(@Nullable Head head) {
        long last = good.position();
        if (head == null) {
            return new ChainWalk(walked, good, last + 1, "the head row is missing");
        }
        if (head.position() > last) {
            String detail =
                    "entries " + (last + 1) + " to " + head.position() + " are missing: the head row names them";
            return new ChainWalk(walked, good, last + 1, detail);
        }
        if (head.position() < last) {
            String detail = "the head row ends at " + head.position() + ", the entries go on to " + last;
            return new ChainWalk(walked, good, Math.max(0, head.position()) + 1, detail);
        }
        return head.equals(good)
                ? this
                : new ChainWalk(walked, good, Math.max(1, last), "the head row has another hash than entry " + last);
    }

    private ChainWalk broken(long position, String sentence) {
        return new ChainWalk(walked + 1, good, position, sentence);
    }
}
