package dev.orgpurge.ledger;

import dev.orgpurge.ledger.Verification.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One walk along a ledger, entry after entry: links, times, what entries must hold by their kind, signatures, and heads that
 * somebody kept. Ends at the first entry that does not fit.
 */
final class Audit {

    private final Expectation expectation;
    private final List<ExpectedHead> missing;
    private final EntryRules rules = new EntryRules();
    private final AtomicReference<ChainWalk> chain = new AtomicReference<>(ChainWalk.START);
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<@Nullable Finding> finding = new AtomicReference<>();
    /** Up to here somebody outside vouches: a signature by a given key, or a kept head. */
    private final AtomicLong vouched = new AtomicLong();

    private final AtomicLong signedTo = new AtomicLong();

    Audit(Expectation expectation) {
        this.expectation = expectation;
        this.missing = new ArrayList<>(expectation.heads());
        expectation.heads().forEach(this::look);
        meet(Head.GENESIS);
    }

    /** False once something is broken: what follows can say nothing any more. */
    boolean goesOn() {
        Finding found = finding.get();
        return chain.get().intact() && (found == null || found.status() != Status.BROKEN);
    }

    void step(StoredEntry entry) {
        Head before = chain.get().good();
        if (!chain.updateAndGet(walk -> walk.step(entry)).intact()) {
            return;
        }
        if (entry.at().isBefore(last.get())) {
            broken(entry.position(), "entry " + entry.position() + " is older than the one before it");
            return;
        }
        last.set(entry.at());
        if (EntryRules.known(entry.kind())) {
            look(entry.believed(), before);
        }
        if (goesOn()) {
            meet(chain.get().good());
        }
    }

    /** A run knows of a certificate that no entry gave. */
    void noEntry(String organization, String certificate) {
        broken(
                doubtful(),
                "organization " + organization + " was given certificate " + certificate
                        + ", and no entry gives it: entries were cut off or rewritten");
    }

    /** A line of an export that is no entry, or stands behind its end. */
    void unreadable(long line) {
        broken(chain.get().good().position() + 1, "line " + line + " is no entry, or comes after the last one");
    }

    private void look(LedgerEntry entry, Head before) {
        String fault = rules.fault(entry);
        if (fault != null) {
            broken(entry.position(), "entry " + entry.position() + " cannot be: " + fault);
        } else if (entry.kind() == EntryKind.HEAD_SIGNED) {
            signature(entry, before);
        }
        if (goesOn()) {
            expectation.reader().accept(entry);
        }
    }

    private void signature(LedgerEntry entry, Head before) {
        Signed signed = new Signed(entry.facts());
        Facts facts = new Facts(entry.facts());
        Signed.Outcome outcome = signed.check(expectation.keys());
        if (outcome == Signed.Outcome.FORGED || outcome == Signed.Outcome.UNSIGNED) {
            broken(entry.position(), "the signature in entry " + entry.position() + " is not that of what it says");
        } else if (facts.number("position") != before.position()
                || !facts.text("head").equals(before.digest())) {
            broken(
                    doubtful(),
                    "the signature in entry " + entry.position()
                            + " is over another entry than the one before it: entries " + doubtful() + " to "
                            + before.position() + " were rewritten, removed or moved");
        } else if (outcome == Signed.Outcome.GOOD) {
            vouched.set(before.position());
            signedTo.set(before.position());
        } else if (expectation.keys() != null) {
            lesser(
                    Status.UNVERIFIABLE,
                    "entry " + entry.position() + " is signed by " + signed.keyId()
                            + ", which is not among the public keys");
        }
    }

    /** What a kept head says of itself. */
    private void look(ExpectedHead head) {
        PublicKeys keys = expectation.keys();
        Signed statement = head.statement();
        if (statement == null) {
            return;
        }
        Signed.Outcome outcome = statement.check(keys);
        if (outcome == Signed.Outcome.FORGED) {
            broken(null, head.where() + " was changed: its signature is not that of what it says");
        } else if (keys != null && outcome == Signed.Outcome.UNKNOWN_KEY) {
            lesser(
                    Status.UNVERIFIABLE,
                    head.where() + " is signed by " + statement.keyId() + ", which is not among the public keys");
        } else if (keys != null && outcome == Signed.Outcome.UNSIGNED) {
            lesser(Status.UNSIGNED, head.where() + " is not signed");
        }
    }

    private void meet(Head here) {
        for (ExpectedHead head : List.copyOf(missing)) {
            Long position = head.position();
            if (head.digest().equals(here.digest()) && (position == null || position == here.position())) {
                missing.remove(head);
                vouched.accumulateAndGet(here.position(), Math::max);
            } else if (position != null && position == here.position()) {
                broken(
                        doubtful(),
                        "entry " + position + " is another than " + head.where() + " names: entries " + doubtful()
                                + " to " + position + " were rewritten, removed or moved");
            }
        }
    }

    /** After the last entry. */
    Verification end(@Nullable Head head) {
        ChainWalk end = chain.updateAndGet(walk -> walk.end(head));
        if (!end.intact()) {
            broken(end.broken(), Objects.requireNonNullElse(end.detail(), "it does not fit"));
        } else if (goesOn()) {
            missing.forEach(this::cutOff);
            if (expectation.keys() != null && signedTo.get() == 0) {
                lesser(Status.UNSIGNED, "no entry is signed by one of the public keys");
            }
        }
        Finding found = finding.get();
        return new Verification(
                found == null ? Status.INTACT : found.status(),
                end.walked(),
                end.good().digest(),
                found == null ? null : found.position(),
                found == null ? null : found.detail(),
                signedTo.get());
    }

    private void cutOff(ExpectedHead head) {
        long end = chain.get().good().position();
        Long position = head.position();
        if (position == null) {
            broken(
                    doubtful(),
                    "no entry has the digest of " + head.where()
                            + ": entries were cut off, or rewritten from one behind " + vouched + " on");
        } else {
            broken(
                    end + 1,
                    "entries " + (end + 1) + " to " + position + " are missing: " + head.where() + " names them");
        }
    }

    private void broken(@Nullable Long position, String detail) {
        found(Finding.broken(position, detail));
    }

    private void lesser(Status status, String detail) {
        found(Finding.lesser(status, detail));
    }

    private void found(Finding more) {
        finding.set(Finding.worse(finding.get(), more));
    }

    /** The first entry that nobody vouches for. */
    private long doubtful() {
        return vouched.get() + 1;
    }
}
