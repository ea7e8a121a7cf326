package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainWalkTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Test
    void the_form_of_body_and_hash_is_fixed() {
        StoredEntry entry = StoredEntry.following(
                Head.GENESIS, AT, new Draft(EntryKind.RUN_STARTED, null, null, Map.of("mode", "execute")));

        assertThat(entry.body())
                .isEqualTo("{\"at\":\"2026-01-02T03:04:05.678901Z\",\"facts\":{\"mode\":\"execute\"},"
                        + "\"kind\":\"RUN_STARTED\",\"organization\":null,\"position\":1,\"run_id\":null}");
        // printf '%064d\n%s' 0 "$body" | sha256sum
        assertThat(entry.hash()).isEqualTo("72e73efe36847de45dabd082c144203a98d3d847c2579f8ebf1ec65f60716007");
    }

    @Test
    void a_whole_second_has_its_six_zeros() {
        Instant whole = Instant.parse("2026-01-02T03:04:05Z");
        StoredEntry entry =
                StoredEntry.following(Head.GENESIS, whole, new Draft(EntryKind.RUN_STARTED, null, null, Map.of()));

        assertThat(entry.body()).contains("\"2026-01-02T03:04:05.000000Z\"");
    }

    @Test
    void a_chain_that_fits_is_intact() {
        List<StoredEntry> chain = chain(3);

        ChainWalk found = walk(chain).end(chain.get(2).head());

        assertThat(found).isEqualTo(new ChainWalk(3, chain.get(2).head(), 0, null));
        assertThat(found.intact()).isTrue();
    }

    @Test
    void nothing_is_read_after_the_first_broken_entry() {
        List<StoredEntry> chain = chain(4);
        chain.remove(1);

        ChainWalk walk = walk(chain);

        assertThat(walk.broken()).isEqualTo(2);
        assertThat(walk.good()).isEqualTo(chain.get(0).head());
        assertThat(walk.walked()).isEqualTo(2);
    }

    @Test
    void a_recomputed_tail_that_does_not_follow_is_found() {
        List<StoredEntry> chain = chain(2);
        StoredEntry forged = StoredEntry.following(new Head(1, "f".repeat(64)), AT, draft(2));

        assertThat(walk(List.of(chain.get(0), forged)).broken()).isEqualTo(2);
    }

    @Test
    void an_empty_chain_must_have_the_first_head() {
        assertThat(ChainWalk.START.end(Head.GENESIS).intact()).isTrue();
        assertThat(ChainWalk.START.end(null).broken()).isEqualTo(1);
        assertThat(ChainWalk.START.end(new Head(0, "f".repeat(64))).broken()).isEqualTo(1);
        assertThat(ChainWalk.START.end(new Head(-1, Head.GENESIS.hash())).broken())
                .isEqualTo(1);
        assertThat(ChainWalk.START.end(new Head(5, "f".repeat(64))).broken()).isEqualTo(1);
    }

    @Test
    void a_hashed_body_that_is_no_object_is_found() {
        for (String body : List.of("null", "[]", "{", "{} {}", "{\"a\":1,\"a\":1}")) {
            assertThat(withBody(body).fault()).as(body).isNotNull();
        }
    }

    private static StoredEntry withBody(String body) {
        String hash = StoredEntry.hash(Head.GENESIS.hash(), body);
        return new StoredEntry(1, AT, "RUN_STARTED", null, null, body, Head.GENESIS.hash(), hash);
    }

    private static ChainWalk walk(List<StoredEntry> chain) {
        ChainWalk walk = ChainWalk.START;
        for (StoredEntry entry : chain) {
            if (walk.intact()) {
                walk = walk.step(entry);
            }
        }
        return walk;
    }

    private static List<StoredEntry> chain(int entries) {
        List<StoredEntry> chain = new ArrayList<>();
        Head head = Head.GENESIS;
        for (int i = 1; i <= entries; i++) {
            chain.add(StoredEntry.following(head, AT, draft(i)));
            head = chain.get(i - 1).head();
        }
        return chain;
    }

    private static Draft draft(int number) {
        return new Draft(EntryKind.SELECTED, null, null, Map.of("n", number));
    }
}
