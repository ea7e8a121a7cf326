package dev.orgpurge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkTimesTest {

    private static final String METRICS = """
            # HELP orgpurge_chunk_duration_seconds How long a chunk's transaction took.
            # TYPE orgpurge_chunk_duration_seconds histogram
            orgpurge_chunk_duration_seconds_bucket{step="delete",le="0.05"} 40
            orgpurge_chunk_duration_seconds_bucket{step="delete",le="0.1"} 88
            orgpurge_chunk_duration_seconds_bucket{step="delete",le="0.5"} 89
            orgpurge_chunk_duration_seconds_bucket{step="delete",le="1.0"} 89
            orgpurge_chunk_duration_seconds_bucket{step="delete",le="+Inf"} 90
            orgpurge_chunk_duration_seconds_count{step="delete"} 90
            orgpurge_chunk_duration_seconds_sum{step="delete"} 6.0
            orgpurge_chunk_duration_seconds_bucket{step="detach",le="0.05"} 10
            orgpurge_chunk_duration_seconds_bucket{step="detach",le="0.1"} 10
            orgpurge_chunk_duration_seconds_bucket{step="detach",le="0.5"} 10
            orgpurge_chunk_duration_seconds_bucket{step="detach",le="1.0"} 10
            orgpurge_chunk_duration_seconds_bucket{step="detach",le="+Inf"} 10
            orgpurge_chunk_duration_seconds_count{step="detach"} 10
            orgpurge_chunk_duration_seconds_sum{step="detach"} 0.1
            # TYPE orgpurge_chunk_duration_seconds_max gauge
            orgpurge_chunk_duration_seconds_max{step="delete"} 1.25
            orgpurge_chunk_duration_seconds_max{step="detach"} 0.02
            orgpurge_chunks_total{step="delete"} 90.0
            """;

    private final ChunkTimes times = ChunkTimes.parse(METRICS);

    @Test
    void percentiles_are_bounds_that_no_more_chunks_exceeded() {
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.percentile(0.5)).isEqualTo(0.05);
        assertThat(times.percentile(0.99)).isEqualTo(0.5);
        assertThat(times.percentile(1)).isEqualTo(1.25);
        assertThat(times.longest()).isEqualTo(1.25);
    }

    @Test
    void what_was_too_long_is_counted() {
        assertThat(times.above(0.5)).isEqualTo(1);
        assertThat(times.above(0.1)).isEqualTo(2);
        assertThat(times.above(1)).isEqualTo(1);
    }

    @Test
    void without_metrics_there_are_no_chunks() {
        assertThat(ChunkTimes.parse("").count()).isZero();
    }

    @Test
    void the_bounds_that_count_are_asked_for() {
        assertThat(ChunkTimes.boundaries().split(",")).contains("1ms", "250ms", "500ms", "1000ms", "10000ms");
    }
}
