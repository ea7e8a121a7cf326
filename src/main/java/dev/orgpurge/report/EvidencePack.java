package dev.orgpurge.report;

import dev.orgpurge.ledger.Histories;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.Seals;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.ledger.Signer;
import dev.orgpurge.ledger.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Everything that an auditor needs in one file, with a text that says how to check it without us. The same ledger and key give the
 * same bytes.
 */
@Component
public final class EvidencePack {

    private final RunReports runReports;
    private final Reports reports;
    private final Ledger ledger;
    private final Histories histories;
    private final Seals seals;
    private final Signer signer;

    EvidencePack(
            RunReports runReports, Reports reports, Ledger ledger, Histories histories, Seals seals, Signer signer) {
        this.runReports = runReports;
        this.reports = reports;
        this.ledger = ledger;
        this.histories = histories;
        this.seals = seals;
        this.signer = signer;
    }

    /**
     * What was packed.
     *
     * @param keyId the key that signed certificates and head; null: nobody did
     */
    public record Contents(
            long certificates,
            long entries,
            String head,
            @Nullable String keyId) {}

    /**
     * Writes the zip file.
     *
     * @throws dev.orgpurge.problem.Problem usage, if the key cannot be used; refused, if there is none and one is required
     * @throws IllegalStateException if the ledger does not prove what it says
     */
    public Contents write(ReportScope scope, OutputStream out) {
        signer.requireReady();
        // what is written to is the caller's to close
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        try (Pack pack = new Pack(zip)) {
            Contents contents = fill(scope, pack);
            zip.finish();
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contents fill(ReportScope scope, Pack pack) throws IOException {
        pack.add("README.txt", file -> copy("evidence-pack.txt", file));
        SignedHead head = seals.head();
        pack.add("head.json", file -> text(head.json(), file));
        for (String pem : publicKeys()) {
            pack.add("keys/" + PublicKeyFile.name(pem), file -> text(pem, file));
        }
        AtomicLong entries = new AtomicLong();
        pack.add("ledger.jsonl", file -> entries.set(ledger.export(line -> line(line, file))));
        reports(scope, pack);
        AtomicLong certificates = new AtomicLong();
        Span span = histories.between(Objects.requireNonNull(scope.from()), Objects.requireNonNull(scope.to()));
        histories.closed(span, closed -> {
            Certificate certificate = reports.of(closed);
            certificates.incrementAndGet();
            pack.add("certificates/" + certificate.certificateId() + ".json", file -> text(certificate.json(), file));
        });
        pack.sums();
        return new Contents(certificates.get(), entries.get(), head.digest(), head.keyId());
    }

    private void reports(ReportScope scope, Pack pack) throws IOException {
        for (ReportFormat format : ReportFormat.values()) {
            String ending = format.name().toLowerCase(Locale.ROOT);
            if (format == ReportFormat.CSV) {
                for (ReportPart part : ReportPart.values()) {
                    pack.add(
                            "report/" + part.name().toLowerCase(Locale.ROOT) + ".csv",
                            file -> runReports.write(scope, format, part, file));
                }
            } else {
                pack.add(
                        "report/report." + ending,
                        file -> runReports.write(scope, format, ReportPart.ORGANIZATIONS, file));
            }
        }
    }

    /** Those that have signed, and the one that signs this. */
    private Set<String> publicKeys() {
        Set<String> keys = new LinkedHashSet<>(histories.publicKeys());
        signer.publicPem().ifPresent(keys::add);
        return keys;
    }

    private static void copy(String resource, OutputStream file) throws IOException {
        try (InputStream text = EvidencePack.class.getResourceAsStream(resource)) {
            Objects.requireNonNull(text, resource).transferTo(file);
        }
    }

    private static void text(String text, OutputStream file) throws IOException {
        file.write(text.getBytes(StandardCharsets.UTF_8));
        if (!text.endsWith("\n")) {
            file.write('\n');
        }
    }

    private static void line(String line, OutputStream file) {
        try {
            text(line, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
