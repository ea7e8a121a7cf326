package dev.orgpurge.report;

import dev.orgpurge.ledger.Expectation;
import dev.orgpurge.ledger.ExpectedHead;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerExport;
import dev.orgpurge.ledger.PublicKeys;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.ledger.Verification.Status;
import dev.orgpurge.ledger.VerificationListener;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Checks ledgers and certificates. Asks the database only where there is no file to ask. */
@Component
public final class Auditor {

    private final ObjectProvider<Ledger> ledger;
    private final ObjectProvider<VerificationListener> listeners;

    Auditor(ObjectProvider<Ledger> ledger, ObjectProvider<VerificationListener> listeners) {
        this.ledger = ledger;
        this.listeners = listeners;
    }

    /**
     * What is to be checked, by what.
     *
     * @param certificate a certificate; null: the ledger is looked at
     * @param publicKeys file with the keys that signatures must be of; null: signatures are not checked
     * @param export a ledger in a file; null: the one in the database
     * @param expectedHead a digest, or a file with a head; null: none was kept
     */
    public record Question(
            @Nullable Path certificate,
            @Nullable Path publicKeys,
            @Nullable Path export,
            @Nullable String expectedHead) {}

    /** @throws Problem usage, if a file cannot be used */
    public Verification verify(Question question) {
        PublicKeys keys = question.publicKeys() == null ? null : keys(question.publicKeys());
        List<ExpectedHead> heads = new ArrayList<>();
        if (question.expectedHead() != null) {
            heads.add(ExpectedHead.of(question.expectedHead()));
        }
        if (question.certificate() == null) {
            return ledger(question, new Expectation(keys, heads, entry -> {}));
        }
        CertificateCheck check = CertificateCheck.read(question.certificate());
        Verification alone = check.alone(keys);
        boolean byItself = keys != null && question.export() == null && heads.isEmpty();
        if (byItself || alone.status() == Status.BROKEN) {
            return alone;
        }
        ExpectedHead head = check.head();
        if (head != null) {
            heads.add(head);
        }
        Verification found = check.against(ledger(question, new Expectation(keys, heads, check::take)));
        boolean asked = keys != null || alone.status() == Status.UNSIGNED;
        return asked && alone.status().compareTo(found.status()) > 0 ? found.but(alone) : found;
    }

    private Verification ledger(Question question, Expectation expectation) {
        Path export = question.export();
        if (export != null) {
            return LedgerExport.verify(export, expectation);
        }
        Verification found = ledger.getObject().verify(expectation);
        listeners.forEach(listener -> listener.verified(found));
        return found;
    }

    private static PublicKeys keys(Path file) {
        try {
            return PublicKeys.parse(Files.readString(file));
        } catch (IOException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + "): name a file with public keys in PEM, after --public-key");
        } catch (IllegalArgumentException e) {
            throw Problem.usage("UNUSABLE_KEY", "the file " + file + " " + e.getMessage());
        }
    }
}
