package dev.orgpurge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultTest {

    private static final Shape SHAPE = Shapes.interleaved(Size.TINY.rows());
    private static final Trial OURS =
            trial("held", new OrgPurge(Program.packaged(Path.of("target")), Variant.ALL.get(0), 1));
    private static final Trial QUIET = trial("quiet", OURS.contender());
    private static final Trial RIVAL = trial("held", new OneTransaction(false));
    private static final Trial WRONG = trial("held", new Cascade());

    private final Result result = new Result(
            new Scenario(
                    "held",
                    Map.of("data", SHAPE),
                    List.of(OURS, RIVAL, WRONG, QUIET),
                    Optional.of(new Scenario.Comparison("held", "quiet"))),
            Map.of("data", new Survivors(Map.of("outputs", new Survivors.Rows(1_000, "7")), 1_000)),
            List.of(
                    measured(OURS, 1, 2.0),
                    measured(RIVAL, 1, 1.0),
                    measured(QUIET, 1, 1.0),
                    measured(OURS, 2, 1.0),
                    measured(RIVAL, 2, 3.0),
                    measured(QUIET, 2, 1.0),
                    new Measurement(WRONG, 1, Optional.of(timing(0.1)), List.of("outputs has 9 rows"), Map.of())));

    @Test
    void ratios_are_taken_within_a_pair() {
        assertThat(result.ratio(RIVAL, OURS)).contains(new Spread(0.5, 1.75, 3));
        assertThat(result.speeds(new Scenario.Comparison("held", "quiet")))
                .isEqualTo(Map.of("orgpurge-live-1", new Spread(0.5, 0.75, 1)));
    }

    @Test
    void what_deleted_wrongly_has_no_time_and_is_told() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new Report(new PrintStream(told, true, StandardCharsets.UTF_8)).print(result);

        assertThat(result.seconds(WRONG)).isEmpty();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("held: 1,000 of 2,000 rows go", "WRONG, pair 1, held cascade: outputs has 9 rows")
                .containsPattern("one-transaction +1.00 / 2.00 / 3.00 +0.5")
                .containsPattern("one-transaction +0.50 / 1.75 / 3.00")
                .containsPattern("cascade +- +-");
        assertThat(Picture.of(List.of(result)))
                .contains("one-transaction", ">1.00<")
                .doesNotContain("cascade");
    }

    @Test
    void programs_read_the_same() {
        JsonNode scenario = JsonMapper.shared()
                .readTree(Json.of(Map.of("at", "now"), List.of(result)))
                .get("scenarios")
                .get(0);

        assertThat(scenario.get("valid").asBoolean()).isFalse();
        assertThat(scenario.at("/groups/0/ratios/0/ratio/median").asDouble()).isEqualTo(1.75);
        assertThat(scenario.at("/rates/0/ratio/median").asDouble()).isEqualTo(0.75);
        assertThat(scenario.at("/groups/0/contenders/2/runs/0/wrong/0").asString())
                .isEqualTo("outputs has 9 rows");
    }

    private static Trial trial(String group, Contender contender) {
        return new Trial(group, "data", contender, Circumstance.QUIET);
    }

    private static Measurement measured(Trial trial, int pair, double seconds) {
        return new Measurement(trial, pair, Optional.of(timing(seconds)), List.of(), Map.of());
    }

    private static Timing timing(double seconds) {
        return new Timing(
                Instant.EPOCH,
                Duration.ofMillis(Math.round(seconds * 1000)),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }
}
