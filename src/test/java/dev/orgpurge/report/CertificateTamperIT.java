package dev.orgpurge.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Flips;
import dev.orgpurge.ledger.KeySource;
import dev.orgpurge.ledger.Keys;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.LedgerFixture;
import dev.orgpurge.ledger.SampleLedger;
import dev.orgpurge.ledger.StrictJson;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.ledger.Verification.Status;
import dev.orgpurge.ledger.VerificationListener;
import dev.orgpurge.organization.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Every field of a certificate is changed, removed and added to, one at a time. */
@SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map\'s values may be null
class CertificateTamperIT {

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final Auditor auditor = auditor(fixture.ledger());

    @TempDir
    private Path folder;

    static Auditor auditor(Ledger ledger) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("ledger", ledger);
        return new Auditor(beans.getBeanProvider(Ledger.class), beans.getBeanProvider(VerificationListener.class));
    }

    @BeforeEach
    void a_purge_with_everything_a_certificate_tells_of() {
        fixture.append(EntryKind.HOLD_PLACED, null, "42", SampleLedger.hold());
        fixture.append(EntryKind.HOLD_RELEASED, null, "42", SampleLedger.hold());
        fixture.append(EntryKind.RUN_STARTED, SampleLedger.RUN, null, SampleLedger.started());
        fixture.append(
                EntryKind.PURGE_FAILED,
                SampleLedger.RUN,
                "42",
                Map.of("deleted", Map.of("public.users", 7), "detached", Map.of()));
        LedgerEntry opened = fixture.append(EntryKind.PURGE_OPENED, SampleLedger.RUN, "42", SampleLedger.opening());
        fixture.append(EntryKind.RUN_RESTARTED, SampleLedger.RUN, null, SampleLedger.restarted());
        Map<String, @Nullable Object> closing = SampleLedger.closing(opened.position());
        closing.put(
                "tables",
                Map.of(
                        "public.users", SampleLedger.table(10, 2, 12, 0),
                        "public.invoices", retained(),
                        "public.organizations", SampleLedger.table(1, 0, 1, 0)));
        fixture.append(EntryKind.PURGE_CLOSED, SampleLedger.RUN, "42", closing);
        fixture.append(
                EntryKind.TABLES_VACUUMED,
                SampleLedger.RUN,
                null,
                Map.of("command", "vacuum (analyze)", "tables", Map.of("public.users", "done", "public.x", "done")));
    }

    private static Map<String, @Nullable Object> retained() {
        Map<String, @Nullable Object> invoices = SampleLedger.table(4, 0, 0, 4);
        invoices.put("method", "RETAIN");
        return invoices;
    }

    private Map<String, @Nullable Object> certificate(@Nullable KeySource key) {
        return StrictJson.object(new Reports(fixture.ledger(), fixture.signer(key))
                .certificate(new OrganizationId("42"), null)
                .orElseThrow()
                .json());
    }

    private Path write(Map<String, @Nullable Object> certificate) throws IOException {
        return Files.writeString(folder.resolve("certificate.json"), CanonicalJson.write(certificate));
    }

    private Path keys(int... keys) throws IOException {
        StringBuilder pem = new StringBuilder("for auditors\n");
        for (int key : keys) {
            pem.append(Keys.publicPem(key));
        }
        return Files.writeString(folder.resolve("keys.pub"), pem);
    }

    private Verification signature(Map<String, @Nullable Object> certificate, int... keys) throws IOException {
        return auditor.verify(new Auditor.Question(write(certificate), keys(keys), null, null));
    }

    private Verification againstLedger(Map<String, @Nullable Object> certificate) throws IOException {
        return auditor.verify(new Auditor.Question(write(certificate), null, null, null));
    }

    private Verification againstExport(Map<String, @Nullable Object> certificate) throws IOException {
        List<String> lines = new ArrayList<>();
        fixture.ledger().export(lines::add);
        Path export = Files.write(folder.resolve("ledger.jsonl"), lines);
        return auditor.verify(new Auditor.Question(write(certificate), null, export, null));
    }

    @Test
    void a_signed_one_is_verified_by_its_public_key_alone() throws IOException {
        Map<String, @Nullable Object> certificate = certificate(Keys.source(Keys.ONE));

        assertThat(signature(certificate, Keys.ONE).status()).isEqualTo(Status.INTACT);
        assertThat(signature(certificate, Keys.OTHER, Keys.ONE).status()).isEqualTo(Status.INTACT);
        assertThat(signature(certificate, Keys.OTHER))
                .returns(Status.UNVERIFIABLE, Verification::status)
                .satisfies(found -> assertThat(found.detail()).contains(Keys.id(Keys.ONE)));
        assertThat(againstLedger(certificate).status()).isEqualTo(Status.INTACT);
        assertThat(againstExport(certificate).status()).isEqualTo(Status.INTACT);
    }

    @Test
    void every_change_of_a_signed_one_is_found_by_the_public_key() throws IOException {
        Map<String, @Nullable Object> certificate = certificate(Keys.source(Keys.ONE));
        Path keys = keys(Keys.ONE);
        int changes = 0;
        for (Flips.Flip flip : Flips.of(certificate)) {
            Path file = write(flip.changed());
            if (!flip.path().endsWith("/format")) {
                assertThat(auditor.verify(new Auditor.Question(file, keys, null, null))
                                .status())
                        .as(flip.path())
                        .isEqualTo(flip.path().equals("/signature/key_id") ? Status.UNVERIFIABLE : Status.BROKEN);
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(150);
    }

    @Test
    void every_change_of_an_unsigned_one_is_found_by_the_ledger_and_by_its_export() throws IOException {
        Map<String, @Nullable Object> certificate = certificate(null);
        assertThat(againstLedger(certificate).status()).isEqualTo(Status.UNSIGNED);
        assertThat(againstExport(certificate).status()).isEqualTo(Status.UNSIGNED);
        int changes = 0;
        for (Flips.Flip flip : Flips.of(certificate)) {
            if (!flip.path().endsWith("/format")) {
                assertThat(againstExport(flip.changed()).status())
                        .as(flip.path())
                        .isEqualTo(Status.BROKEN);
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(150);
        Map<String, @Nullable Object> one = new LinkedHashMap<>(certificate);
        one.put("requested_by", "somebody else");
        assertThat(againstLedger(one))
                .returns(Status.BROKEN, Verification::status)
                .satisfies(found -> assertThat(found.detail()).contains("otherwise of requested_by"));
    }

    @Test
    void a_signature_that_was_taken_off_is_missed_and_one_taken_from_another_is_found() throws IOException {
        Map<String, @Nullable Object> stripped = new LinkedHashMap<>(certificate(Keys.source(Keys.ONE)));
        Map<String, @Nullable Object> other = new LinkedHashMap<>(certificate(Keys.source(Keys.OTHER)));
        other.put("signature", stripped.get("signature"));
        other.put("requested_by", "somebody else");
        stripped.put("signature", null);

        assertThat(signature(stripped, Keys.ONE).status()).isEqualTo(Status.BROKEN);
        stripped.put("signature_status", "unsigned");
        assertThat(signature(stripped, Keys.ONE).status()).isEqualTo(Status.UNSIGNED);
        assertThat(signature(other, Keys.ONE, Keys.OTHER).status()).isEqualTo(Status.BROKEN);
    }

    @Test
    void a_certificate_made_before_the_tables_were_vacuumed_stays_good() throws IOException {
        LedgerFixture young = LedgerFixture.fresh();
        LedgerEntry started = young.append(EntryKind.RUN_STARTED, SampleLedger.RUN, null, SampleLedger.started());
        LedgerEntry opened = young.append(EntryKind.PURGE_OPENED, SampleLedger.RUN, "42", SampleLedger.opening());
        young.append(EntryKind.PURGE_CLOSED, SampleLedger.RUN, "42", SampleLedger.closing(opened.position()));
        Reports reports = new Reports(young.ledger(), young.signer(null));
        Certificate before = reports.certificate(new OrganizationId("42"), null).orElseThrow();
        young.append(
                EntryKind.TABLES_VACUUMED,
                SampleLedger.RUN,
                null,
                Map.of("command", "vacuum (analyze)", "tables", Map.of("public.users", "done")));
        Certificate after = reports.certificate(new OrganizationId("42"), null).orElseThrow();

        assertThat(started.position()).isEqualTo(1);
        assertThat(before.fields().get("maintenance")).isNull();
        assertThat(after.fields().get("maintenance")).isNotNull();
        assertThat(after.certificateId()).isEqualTo(before.certificateId());
        for (Certificate one : List.of(before, after)) {
            Path file = Files.writeString(folder.resolve("one.json"), one.json());
            assertThat(auditor(young.ledger())
                            .verify(new Auditor.Question(file, null, null, null))
                            .status())
                    .isEqualTo(Status.UNSIGNED);
        }
    }
}
