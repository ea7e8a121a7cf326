package dev.orgpurge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void without_a_word_a_quick_selection_runs_on_an_embedded_server() {
        Options options = read(Map.of("bench.url", "", "bench.size", ""));

        assertThat(options.scenarios()).isEqualTo(Options.USUAL);
        assertThat(options.size()).isEqualTo(Size.QUICK);
        assertThat(options.pairs()).isEqualTo(3);
        assertThat(options.rivals()).hasSize(5);
        assertThat(options.workers()).containsExactly(1, 2);
        assertThat(options.server()).isEmpty();
    }

    @Test
    void everything_can_be_chosen() {
        Options options = read(Map.of(
                "bench.scenario", "deep, scale",
                "bench.size", "full",
                "bench.pairs", "5",
                "bench.rivals", "cascade",
                "bench.workers", "4",
                "bench.url", "jdbc:postgresql://db:5432/postgres?ssl=true"));

        assertThat(options.scenarios()).containsExactly("deep", "scale");
        assertThat(options.size()).isEqualTo(Size.FULL);
        assertThat(options.pairs()).isEqualTo(5);
        assertThat(Rivals.named(options.rivals())).containsExactly(new Cascade());
        assertThat(options.workers()).containsExactly(4);
        assertThat(options.server()).isPresent();
        assertThat(read(Map.of("bench.scenario", "all")).scenarios()).isEqualTo(Scenarios.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "scenario, sideways",
        "size, huge",
        "pairs, 0",
        "rivals, nobody",
        "workers, many",
        "url, localhost:5432",
    })
    void a_wrong_value_is_one_sentence(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of("bench." + name, value)))
                .withMessageContainingAll("bench." + name, "\"" + value + "\"", ": write ");
    }

    @Test
    void every_option_is_passed_on_by_the_build_and_documented() throws IOException {
        Set<String> asked = new LinkedHashSet<>();
        Options.read(name -> {
            asked.add(name);
            return name.equals("bench.url") ? "jdbc:postgresql://db/postgres" : null;
        });
        String build = Files.readString(Path.of("pom.xml"));
        String manual = Files.readString(Path.of("docs", "performance.md"));

        assertThat(asked).hasSize(10).allSatisfy(name -> {
            assertThat(build).contains("<argument>-D" + name + "=${" + name + "}</argument>", "<" + name + "/>");
            assertThat(manual).contains("| `" + name + "` |");
        });
        assertThat(List.of(Scenarios.KNOWN, Rivals.names()))
                .allSatisfy(names ->
                        assertThat(names).allSatisfy(name -> assertThat(manual).contains("| `" + name + "` |")));
    }

    private static Options read(Map<String, String> properties) {
        return Options.read(properties::get);
    }
}
