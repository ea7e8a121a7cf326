package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every field of every kind of entry is changed, one at a time: in an export, where the writer may recompute whatever he likes. */
@SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map\'s values may be null
class ExportTamperIT {

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final List<Map<String, @Nullable Object>> entries = new ArrayList<>();
    private SignedHead kept = new SignedHead(0, "", java.time.Instant.EPOCH, Map.of());

    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws IOException {
        kept = SampleLedger.fill(fixture, Keys.source(Keys.ONE));
        fixture.ledger().export(line -> entries.add(StrictJson.object(line)));
        entries.remove(entries.size() - 1);
        assertThat(verified(entries, Expectation.NONE).intact()).isTrue();
        assertThat(verified(rewritten(0, UnaryOperator.identity()), signed()).intact())
                .isTrue();
    }

    private Expectation signed() {
        return new Expectation(Keys.open(Keys.ONE), List.of(), entry -> {});
    }

    @Test
    void a_changed_field_of_an_entry_is_found_where_it_is() throws IOException {
        int changes = 0;
        for (int i = 0; i < entries.size(); i++) {
            for (String field :
                    List.of("position", "at", "kind", "run_id", "organization", "body", "previous_hash", "hash")) {
                List<Map<String, @Nullable Object>> changed = new ArrayList<>(entries);
                Map<String, @Nullable Object> entry = new java.util.LinkedHashMap<>(entries.get(i));
                entry.put(field, Flips.other(entry.get(field)));
                changed.set(i, entry);

                Verification found = verified(changed, Expectation.NONE);

                assertThat(found.status()).as("%s of entry %s", field, i + 1).isEqualTo(Verification.Status.BROKEN);
                assertThat(found.firstBroken())
                        .as("%s of entry %s", field, i + 1)
                        .isEqualTo(i + 1);
                changes++;
            }
        }
        assertThat(changes).isEqualTo(8 * entries.size());
    }

    /** Chain, columns and head fit again after each change: what finds it is the signature inside, or the head that was kept. */
    @Test
    void a_changed_fact_in_a_recomputed_ledger_is_found_by_signature_and_by_kept_head() throws IOException {
        int changes = 0;
        ExpectedHead head = ExpectedHead.of(kept.digest());
        for (int i = 0; i < entries.size() - 1; i++) {
            Map<String, @Nullable Object> body =
                    StrictJson.object(String.valueOf(entries.get(i).get("body")));
            for (Flips.Flip flip : Flips.of(body)) {
                String what = entries.get(i).get("kind") + " " + flip.path();
                List<Map<String, @Nullable Object>> forged = rewritten(i, old -> CanonicalJson.write(flip.changed()));

                assertThat(verified(forged, signed()).status()).as(what).isEqualTo(Verification.Status.BROKEN);
                assertThat(verified(forged, new Expectation(null, List.of(head), entry -> {}))
                                .status())
                        .as(what)
                        .isEqualTo(Verification.Status.BROKEN);
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(250);
    }

    @Test
    void a_cut_or_lengthened_file_is_found() throws IOException {
        Path file = folder.resolve("cut.jsonl");
        List<String> lines = new ArrayList<>();
        fixture.ledger().export(lines::add);

        Files.write(file, lines.subList(0, lines.size() - 1));
        assertThat(LedgerExport.verify(file, Expectation.NONE).firstBroken()).isEqualTo(entries.size() + 1);
        Files.writeString(file, String.join("\n", lines).substring(0, 3_000));
        assertThat(LedgerExport.verify(file, Expectation.NONE).status()).isEqualTo(Verification.Status.BROKEN);
        List<String> longer = new ArrayList<>(lines);
        longer.add(lines.get(0));
        Files.write(file, longer);
        assertThat(LedgerExport.verify(file, Expectation.NONE).firstBroken()).isEqualTo(entries.size() + 1);
    }

    /** As somebody would who may do anything: from that entry on all hashes are made anew. */
    private List<Map<String, @Nullable Object>> rewritten(int from, UnaryOperator<String> change) {
        List<Map<String, @Nullable Object>> rewritten = new ArrayList<>();
        String previous = Head.GENESIS.hash();
        for (int i = 0; i < entries.size(); i++) {
            Map<String, @Nullable Object> entry = new java.util.LinkedHashMap<>(entries.get(i));
            String body = String.valueOf(entry.get("body"));
            if (i == from) {
                body = change.apply(body);
                Map<String, @Nullable Object> columns = StrictJson.object(body);
                for (String column : List.of("position", "at", "kind", "run_id", "organization")) {
                    entry.put(column, columns.get(column));
                }
            }
            entry.put("body", body);
            entry.put("previous_hash", previous);
            previous = StoredEntry.hash(previous, body);
            entry.put("hash", previous);
            rewritten.add(entry);
        }
        return rewritten;
    }

    private Verification verified(List<Map<String, @Nullable Object>> lines, Expectation expectation)
            throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        List<String> text = new ArrayList<>();
        lines.forEach(line -> text.add(CanonicalJson.write(line)));
        Map<String, @Nullable Object> last = lines.get(lines.size() - 1);
        text.add(CanonicalJson.write(
                Map.<String, Object>of("position", entries.size(), "head", "sha256:" + last.get("hash"))));
        Files.write(file, text);
        return LedgerExport.verify(file, expectation);
    }
}
