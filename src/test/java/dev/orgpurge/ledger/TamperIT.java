package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** At least one entry of each kind, and an owner who switches the triggers off. */
class TamperIT {

    private static final long LAST = 33;

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final Map<String, Long> positions = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void an_entry_of_each_kind() {
        SampleLedger.fill(fixture, Keys.source(Keys.ONE));
        Verification whole = fixture.ledger()
                .verify(new Expectation(
                        Keys.open(Keys.ONE),
                        List.of(),
                        entry -> positions.put(entry.kind().name(), entry.position())));
        assertThat(whole.intact()).as(whole.detail()).isTrue();
        assertThat(whole.entries()).isEqualTo(LAST);
        assertThat(positions).hasSameSizeAs(EntryKind.values());
    }

    @ParameterizedTest
    @EnumSource(EntryKind.class)
    void every_column_of_every_kind_is_watched(EntryKind kind) {
        for (String change : new String[] {
            "at = at + interval '1 microsecond'",
            "at = 'infinity'",
            "kind = case kind when 'SELECTED' then 'PURGE_FAILED' else 'SELECTED' end",
            "kind = 'UNHEARD_OF'",
            "run_id = case when run_id is null then gen_random_uuid() end",
            "run_id = gen_random_uuid()",
            "organization = case when organization is null then '42' end",
            "organization = coalesce(organization, '') || ' '",
            "body = replace(body, '\"facts\":{\"', '\"facts\":{\"x')",
            "body = body || ' '",
            "body = ''",
            "previous_hash = translate(previous_hash, '0123456789abcdef', '123456789abcdef0')",
            "hash = translate(hash, '0123456789abcdef', '123456789abcdef0')",
            "hash = upper(hash) || ' '",
        }) {
            restoredAfter(
                    "update orgpurge.ledger_entry set " + change + " where position = " + position(kind),
                    position(kind));
        }
    }

    private long position(EntryKind kind) {
        return Objects.requireNonNull(positions.get(kind.name()));
    }

    static Stream<Arguments> removals() {
        return Stream.of(
                Arguments.of("delete from orgpurge.ledger_entry where position = 1", 1),
                Arguments.of("delete from orgpurge.ledger_entry where position = 4", 4),
                Arguments.of("delete from orgpurge.ledger_entry where position in (4, 5)", 4),
                Arguments.of("delete from orgpurge.ledger_entry where position >= 7", 7),
                Arguments.of("delete from orgpurge.ledger_entry where position = " + LAST, LAST),
                Arguments.of("delete from orgpurge.ledger_entry where position > 1", 2),
                Arguments.of("update orgpurge.ledger_entry set position = 0 where position = 1", 1),
                Arguments.of("update orgpurge.ledger_entry set position = 100 where position = 3", 3),
                Arguments.of("update orgpurge.ledger_entry set position = 100 where position = " + LAST, LAST),
                Arguments.of("delete from orgpurge.ledger_head", LAST + 1),
                Arguments.of("update orgpurge.ledger_head set position = position + 1", LAST + 1),
                Arguments.of("update orgpurge.ledger_head set position = 4", 5),
                Arguments.of("update orgpurge.ledger_head set hash = repeat('f', 64)", LAST),
                Arguments.of("update orgpurge.ledger_head set position = 0, hash = repeat('0', 64)", 1));
    }

    @ParameterizedTest
    @MethodSource("removals")
    void whatever_is_taken_away_or_moved_is_located(String statement, long firstBroken) {
        restoredAfter(statement, firstBroken);
    }

    @Test
    void two_entries_that_changed_places_are_found() {
        restoredAfter("""
                update orgpurge.ledger_entry set position = 100 where position = 3;
                update orgpurge.ledger_entry set position = 3 where position = 6;
                update orgpurge.ledger_entry set position = 6 where position = 100
                """, 3);
    }

    @Test
    void an_entry_whose_own_hash_was_made_to_fit_breaks_at_the_next() {
        restoredAfter("""
                update orgpurge.ledger_entry set body = replace(body, '"hold":7', '"hold":8') where position = 7;
                update orgpurge.ledger_entry
                   set hash = encode(sha256(convert_to(previous_hash || E'\\n' || body, 'UTF8')), 'hex')
                 where position = 7
                """, 8);
    }

    @Test
    void an_entry_put_in_behind_the_head_is_found() {
        restoredAfter("""
                insert into orgpurge.ledger_entry
                select position + 1, at, kind, run_id, organization, body, hash,
                       encode(sha256(convert_to(hash || E'\\n' || body, 'UTF8')), 'hex')
                  from orgpurge.ledger_entry order by position desc limit 1
                """, LAST + 1);
    }

    private void restoredAfter(String tampering, long firstBroken) {
        fixture.tamper(
                "create table public.entries as table orgpurge.ledger_entry",
                "create table public.head as table orgpurge.ledger_head",
                tampering);
        Verification found = fixture.ledger().verify();
        Verification exported = LedgerExport.verify(exported(), Expectation.NONE);
        fixture.tamper(
                "truncate orgpurge.ledger_entry, orgpurge.ledger_head",
                "insert into orgpurge.ledger_entry table public.entries",
                "insert into orgpurge.ledger_head table public.head",
                "drop table public.entries, public.head");

        assertThat(found.firstBroken()).as("%s: %s", tampering, found.detail()).isEqualTo(firstBroken);
        assertThat(found.status()).isEqualTo(Verification.Status.BROKEN);
        assertThat(found.detail()).isNotBlank();
        assertThat(exported).isEqualTo(found);
        assertThat(fixture.ledger().verify().intact()).isTrue();
    }

    private Path exported() {
        Path file = folder.resolve("ledger.jsonl");
        List<String> lines = new ArrayList<>();
        fixture.ledger().export(lines::add);
        try {
            return Files.write(file, lines.isEmpty() ? List.of("") : lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
