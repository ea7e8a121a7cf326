package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaceSettingTest {

    private static final Pacing USUAL = Pacing.usual(Duration.ofMillis(250), 2);

    @ParameterizedTest
    @EnumSource(PaceSetting.class)
    void what_a_setting_says_can_be_written_again(PaceSetting setting) {
        for (Pacing pacing : new Pacing[] {USUAL, Pacing.unbound(Duration.ofSeconds(1), 64)}) {
            assertThat(setting.in(USUAL, setting.of(pacing)).map(setting::of)).contains(setting.of(pacing));
        }
        assertThat(setting.in(USUAL, "nonsense")).isEmpty();
        assertThat(setting.in(USUAL, "")).isEmpty();
        assertThat(PaceSetting.of(setting.key())).contains(setting);
    }

    @ParameterizedTest
    @CsvSource({
        "TARGET_CHUNK, 100ms, 100ms",
        "TARGET_CHUNK, 1000ms, 1s",
        "WORKERS, 64, 64",
        "ROWS_PER_SECOND, OFF, off",
        "NICE_RATIO, 0.50, 0.50",
        "REPLICA_LAG, 90s, 90s",
        "REPLICA_LAG, 120s, 2m",
        "WAL_BACKLOG, 100001kb, 100001kB",
        "WAL_BACKLOG, 2048MB, 2GB",
        "XMIN_AGE, 2000000000, 2000000000",
        "BLOCKED_SESSIONS, none, off",
        "AUTOVACUUM, yes, true",
    })
    void a_value_has_one_form_in_which_it_is_kept(PaceSetting setting, String written, String kept) {
        assertThat(setting.in(USUAL, written).map(setting::of)).contains(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "TARGET_CHUNK, 9ms",
        "TARGET_CHUNK, off",
        "WORKERS, 0",
        "WORKERS, 65",
        "ROWS_PER_SECOND, 1000000001",
        "ROWS_PER_SECOND, 99999999999999999999",
        "NICE_RATIO, 100.1",
        "NICE_RATIO, -1",
        "REPLICA_LAG, 99ms",
        "REPLICA_LAG, 2d",
        "WAL_BACKLOG, 10",
        "XMIN_AGE, 2000000001",
        "BLOCKED_SESSIONS, 0",
        "AUTOVACUUM, 2",
    })
    void a_value_out_of_range_is_none(PaceSetting setting, String written) {
        assertThat(setting.in(USUAL, written)).isEmpty();
    }

    @Test
    void what_cannot_be_read_leaves_the_rest_as_it_is() {
        Pacing changed = USUAL.with(Map.of(PaceSetting.WORKERS, "many", PaceSetting.REPLICA_LAG, "1s"));
        assertThat(changed).isEqualTo(USUAL.withReplicaLag(Duration.ofSeconds(1)));
    }
}
