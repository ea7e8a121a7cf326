package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.ledger.Verification.Status;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who can do what to the ledger, and what finds it: the table in docs/evidence.md, row by row. What is not found is tested too,
 * because nobody may be promised it.
 */
class AdversaryIT {

    private static final String REHASH = """
            do $$
            declare
                e record;
                before text := repeat('0', 64);
                at bigint := 0;
            begin
                for e in select position, body from orgpurge.ledger_entry order by position loop
                    update orgpurge.ledger_entry
                       set previous_hash = before,
                           hash = encode(sha256(convert_to(before || E'\\n' || e.body, 'UTF8')), 'hex')
                     where position = e.position
                    returning hash, position into before, at;
                end loop;
                update orgpurge.ledger_head set position = at, hash = before;
            end $$
            """;

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private SignedHead kept = new SignedHead(0, "", java.time.Instant.EPOCH, Map.of());
    private long closed;

    @TempDir
    private Path folder;

    @BeforeEach
    void a_night() throws IOException {
        kept = SampleLedger.fill(fixture, Keys.source(Keys.ONE));
        Files.writeString(folder.resolve("head.json"), kept.json());
        fixture.ledger().verify(new Expectation(null, List.of(), entry -> {
            if (entry.kind() == EntryKind.PURGE_CLOSED) {
                closed = entry.position();
            }
        }));
        assertThat(withNothing().intact()).isTrue();
        assertThat(withKeys().intact()).isTrue();
        assertThat(withDigest().intact()).isTrue();
        assertThat(withSignedHead().intact()).isTrue();
    }

    private Verification withNothing() {
        return fixture.ledger().verify();
    }

    private Verification withKeys() {
        return verify(Keys.open(Keys.ONE), List.of());
    }

    private Verification withDigest() {
        return verify(null, List.of(ExpectedHead.of(kept.digest())));
    }

    private Verification withSignedHead() {
        return verify(
                Keys.open(Keys.ONE),
                List.of(ExpectedHead.of(folder.resolve("head.json").toString())));
    }

    private Verification verify(@Nullable PublicKeys keys, List<ExpectedHead> heads) {
        return fixture.ledger().verify(new Expectation(keys, heads, entry -> {}));
    }

    private static void assertBroken(Verification found) {
        assertThat(found.status()).as(found.detail()).isEqualTo(Status.BROKEN);
    }

    @Test
    @Waives(value = Invariant.LEDGER_ADDS_UP, because = "an entry is changed on purpose")
    void an_owner_who_changes_an_entry_is_found_with_nothing_kept() {
        fixture.tamper("update orgpurge.ledger_entry set body = replace(body, '\"deleted\":12', '\"deleted\":11')");

        assertThat(withNothing())
                .returns(Status.BROKEN, Verification::status)
                .returns(closed, Verification::firstBroken);
    }

    @Test
    void an_owner_who_recomputes_the_chain_is_found_by_public_key_digest_and_signed_head() {
        fixture.tamper(
                "update orgpurge.ledger_entry set body = replace(body, '\"requested_by\":\"ops\"', '\"requested_by\":\"me\"')",
                REHASH);

        assertThat(withNothing().status()).isEqualTo(Status.BROKEN);
        assertBroken(withKeys());
        assertBroken(withDigest());
        assertBroken(withSignedHead());
        assertThat(withKeys().firstBroken()).isEqualTo(1);
        assertThat(withKeys().detail()).contains("were rewritten, removed or moved");
    }

    /** Without signatures in it, a recomputed chain is as good as the first one. */
    @Test
    void an_owner_who_recomputes_the_chain_without_signatures_is_found_by_what_was_kept_alone() {
        fixture.tamper(
                "delete from orgpurge.ledger_entry where kind in ('HEAD_SIGNED', 'KEY_INTRODUCED')",
                "update orgpurge.ledger_entry set body = replace(body, '\"requested_by\":\"ops\"', '\"requested_by\":\"me\"')",
                REHASH);

        assertThat(withNothing().status()).isEqualTo(Status.INTACT);
        assertThat(withKeys()).returns(Status.UNSIGNED, Verification::status).returns(0L, Verification::signedTo);
        assertBroken(withDigest());
        assertBroken(withSignedHead());
    }

    @Test
    void an_owner_who_cuts_the_end_off_is_found_by_what_was_kept_alone() {
        fixture.tamper("delete from orgpurge.ledger_entry where position > " + closed, REHASH);

        assertThat(withNothing().status()).isEqualTo(Status.INTACT);
        assertThat(withKeys().status()).isEqualTo(Status.UNSIGNED);
        assertBroken(withDigest());
        assertThat(withSignedHead())
                .returns(Status.BROKEN, Verification::status)
                .returns(closed + 1, Verification::firstBroken)
                .satisfies(found ->
                        assertThat(found.detail()).contains("entries " + (closed + 1) + " to " + kept.position()));
    }

    /** Our own tables remember certificates, so that a careless cut leaves a mark; a careful one does not. */
    @Test
    void a_cut_that_forgets_the_runs_own_tables_is_found_with_nothing_kept() {
        fixture.tamper(
                "insert into orgpurge.run (run_id, mode, status, force, ignore_grace, plan, plan_digest, fingerprint, as_of)"
                        + " values ('" + SampleLedger.RUN
                        + "', 'EXECUTE', 'COMPLETE', false, false, '', '', '', now())",
                "insert into orgpurge.run_organization (run_id, ordinal, organization, status, certificate_id) select run_id, 1,"
                        + " organization, 'purged', 'orgpurge-' || left(hash, 32) from orgpurge.ledger_entry"
                        + " where kind = 'PURGE_CLOSED'");
        assertThat(withNothing().intact()).isTrue();

        fixture.tamper("delete from orgpurge.ledger_entry where position >= " + closed, REHASH);

        assertThat(withNothing())
                .returns(Status.BROKEN, Verification::status)
                .satisfies(found -> assertThat(found.detail()).contains("organization 42", "no entry gives it"));
        fixture.tamper("delete from orgpurge.run_organization");
        assertThat(withNothing().intact()).isTrue();
    }

    @Test
    void an_older_backup_is_found_by_what_was_kept_alone_and_no_run_goes_on_with_it() {
        Seals seals = fixture.seals(new EvidenceSettings(
                Keys.source(Keys.ONE), false, folder.resolve("head.json"), false, Horizons.UNKNOWN));
        seals.requireReady();
        fixture.tamper("delete from orgpurge.ledger_entry where position > 3", REHASH);

        assertThat(withNothing().intact()).isTrue();
        assertThat(withSignedHead())
                .returns(Status.BROKEN, Verification::status)
                .returns(4L, Verification::firstBroken);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(seals::requireReady)
                .returns("LEDGER_BROKEN", Problem::code)
                .returns(Problem.Kind.REFUSED, Problem::kind)
                .withMessageContaining("entry " + kept.position() + " is missing");
    }

    /** What the signing key is worth: with it, only what was kept elsewhere tells. */
    @Test
    void somebody_with_the_signing_key_is_found_by_what_was_kept_alone() {
        fixture.tamper(
                "delete from orgpurge.ledger_entry where kind in ('HEAD_SIGNED', 'KEY_INTRODUCED')",
                "update orgpurge.ledger_entry set body = replace(body, '\"requested_by\":\"ops\"', '\"requested_by\":\"me\"')",
                REHASH);
        fixture.committed(() -> fixture.seals(Keys.source(Keys.ONE)).seal());

        assertThat(withNothing().intact()).isTrue();
        assertThat(withKeys().intact()).isTrue();
        assertBroken(withDigest());
        assertBroken(withSignedHead());
    }

    @Test
    void somebody_who_signs_with_a_key_of_his_own_is_found_by_the_public_key() {
        fixture.tamper("delete from orgpurge.ledger_entry where kind in ('HEAD_SIGNED', 'KEY_INTRODUCED')", REHASH);
        fixture.committed(() -> fixture.seals(Keys.source(Keys.OTHER)).seal());

        assertThat(withNothing().intact()).isTrue();
        assertThat(withKeys())
                .returns(Status.UNVERIFIABLE, Verification::status)
                .satisfies(found -> assertThat(found.detail()).contains(Keys.id(Keys.OTHER)));
        assertBroken(withSignedHead());
    }

    /** The runtime role may add: what it makes up stands in the ledger, and no signature covers it until the next run's. */
    @Test
    void an_entry_that_the_runtime_role_makes_up_is_not_found_but_shows_as_unsigned() {
        fixture.append(EntryKind.REACTIVATED, null, "42", Map.of());

        assertThat(withNothing().intact()).isTrue();
        assertThat(withSignedHead().intact()).isTrue();
        assertThat(withKeys().signedTo()).isLessThan(kept.position() + 1);
    }

    @Test
    void a_purge_that_nobody_opened_or_that_does_not_add_up_is_found_with_nothing_kept() {
        fixture.append(EntryKind.PURGE_CLOSED, SampleLedger.RUN, "77", SampleLedger.closing(1));

        assertThat(withNothing().detail()).contains("no entry before it opened this purge");
    }

    @Test
    void a_head_that_was_changed_is_found_by_the_public_key() throws IOException {
        Map<String, @Nullable Object> forged = new LinkedHashMap<>(kept.statement());
        forged.put("position", 3L);
        Files.writeString(folder.resolve("head.json"), CanonicalJson.write(forged));

        assertThat(withSignedHead())
                .returns(Status.BROKEN, Verification::status)
                .returns(null, Verification::firstBroken)
                .satisfies(found -> assertThat(found.detail()).contains("was changed"));
    }

    @Test
    void keys_that_follow_each_other_are_each_good_for_what_they_signed() {
        fixture.committed(() -> fixture.seals(Keys.source(Keys.OTHER)).seal());
        fixture.committed(() -> fixture.seals(Keys.source(Keys.OTHER)).seal());

        assertThat(verify(Keys.open(Keys.ONE, Keys.OTHER), List.of()).intact()).isTrue();
        assertThat(verify(Keys.open(Keys.OTHER), List.of()).status()).isEqualTo(Status.UNVERIFIABLE);
        assertThat(fixture.database()
                        .jdbc()
                        .sql("select count(*) from orgpurge.ledger_entry where kind = 'KEY_INTRODUCED'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }
}
