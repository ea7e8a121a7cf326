package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.ClosingEquation;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.ExpectedHead;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.PublicKeys;
import dev.orgpurge.ledger.Signed;
import dev.orgpurge.ledger.StrictJson;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.ledger.Verification.Status;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A certificate that somebody hands in. It is checked by itself, and against a ledger: made anew of the ledger's entries, it
 * must say the same.
 */
public final class CertificateCheck {

    private final String name;
    private final Signed certificate;
    private final Facts facts;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final AtomicReference<@Nullable LedgerEntry> closed = new AtomicReference<>();

    private CertificateCheck(String name, Map<String, @Nullable Object> certificate) {
        this.name = name;
        this.certificate = new Signed(certificate);
        this.facts = new Facts(certificate);
    }

    /** @throws Problem usage, if the file holds no certificate */
    public static CertificateCheck read(Path file) {
        try {
            CertificateCheck check = new CertificateCheck(file.toString(), StrictJson.object(Files.readString(file)));
            if (!CertificateBody.FORMAT.equals(check.facts.text("format"))) {
                throw none(file, "its format is not " + CertificateBody.FORMAT);
            }
            return check;
        } catch (IOException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + "): name a file that certificate wrote, after --certificate");
        } catch (JacksonException | IllegalStateException e) {
            throw none(file, "it is not the JSON object that certificate writes");
        }
    }

    private static Problem none(Path file, String why) {
        return Problem.usage("UNREADABLE_FILE", "the file " + file + " holds no certificate: " + why);
    }

    /** The entry that the ledger must have for it; null if the certificate does not name one any more. */
    public @Nullable ExpectedHead head() {
        try {
            Facts chain = facts.facts("chain");
            return new ExpectedHead(
                    chain.number("closed_position"),
                    "sha256:" + chain.text("entry_hash"),
                    "the certificate in " + name,
                    null);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** By itself: its signature, and that it says of an organization that nothing of it is left. */
    public Verification alone(@Nullable PublicKeys keys) {
        Signed.Outcome outcome = certificate.check(keys);
        String fault = fault();
        if (outcome == Signed.Outcome.FORGED) {
            return found(Status.BROKEN, "its signature is not that of what it says");
        }
        if (fault != null) {
            return found(Status.BROKEN, fault);
        }
        return switch (outcome) {
            case UNSIGNED -> found(Status.UNSIGNED, "it is not signed");
            case UNKNOWN_KEY ->
                found(
                        Status.UNVERIFIABLE,
                        "it is signed by " + certificate.keyId()
                                + (keys == null
                                        ? ": give its public key with --public-key"
                                        : ", which is not among the public keys"));
            default -> new Verification(Status.INTACT, 0, digest(), null, null, 0);
        };
    }

    private @Nullable String fault() {
        try {
            Map<String, @Nullable Object> closing = Map.<String, @Nullable Object>of(
                    "tables", Objects.requireNonNull(facts.recorded("tables")),
                    "rows", facts.number("rows"),
                    "recount", Objects.requireNonNull(facts.recorded("verification")));
            String hash = facts.facts("chain").text("entry_hash");
            if (!new ClosingEquation(new Facts(closing)).closes()) {
                return "its rows do not add up, or some remain";
            }
            return hash.length() == 64 && facts.text("certificate_id").equals(LedgerEntry.certificateId(hash))
                    ? null
                    : "its id is not that of its entry";
        } catch (IllegalStateException | NullPointerException e) {
            return "something is missing in it";
        }
    }

    /** To be given every entry of the ledger. */
    public void take(LedgerEntry entry) {
        if (entry.kind() == EntryKind.PURGE_CLOSED && entry.certificateId().equals(text("certificate_id"))) {
            closed.set(entry);
        } else if (Material.needs(entry, text("org_id"), text("run_id"))) {
            entries.add(entry);
        }
    }

    private String text(String name) {
        return String.valueOf(certificate.statement().get(name));
    }

    /** After the last entry: what the ledger says of it. Empty if it says the same. */
    public Verification against(Verification ledger) {
        LedgerEntry entry = closed.get();
        if (ledger.status() == Status.BROKEN) {
            return ledger;
        }
        if (entry == null) {
            return found(Status.BROKEN, "the ledger has no entry that gave it");
        }
        Map<String, @Nullable Object> anew;
        try {
            long asOf = facts.facts("chain").number("as_of_position");
            anew = normal(new Material(entries, entry, asOf).body().fields());
        } catch (IllegalStateException e) {
            return found(Status.BROKEN, "the ledger cannot have given it: " + e.getMessage());
        }
        Map<String, @Nullable Object> said = certificate.body();
        said.remove("signature_status");
        return said.equals(anew)
                ? ledger
                : found(Status.BROKEN, "the ledger says otherwise of " + differing(said, anew));
    }

    private static Map<String, @Nullable Object> normal(Map<String, @Nullable Object> fields) {
        return StrictJson.object(CanonicalJson.write(fields));
    }

    private static String differing(Map<String, @Nullable Object> said, Map<String, @Nullable Object> anew) {
        TreeSet<String> names = new TreeSet<>(said.keySet());
        names.addAll(anew.keySet());
        return names.stream()
                .filter(field -> !Objects.equals(said.get(field), anew.get(field))
                        || said.containsKey(field) != anew.containsKey(field))
                .collect(Collectors.joining(", "));
    }

    private Verification found(Status status, String detail) {
        return new Verification(status, 0, digest(), null, "the certificate in " + name + ": " + detail, 0);
    }

    private String digest() {
        ExpectedHead head = head();
        return head == null ? "none" : head.digest();
    }
}
