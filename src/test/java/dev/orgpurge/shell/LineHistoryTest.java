package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jline.reader.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineHistoryTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    runs | true
                    organization --org-id 42 | true
                    purge --org-id 42 --execute | true
                    purge-due --execute --output json | true
                    purge --org-id 42 --execute --confirm Acme | false
                    purge --org-id 42 --ignore-grace --reason "Mrs Smith asked" | false
                    hunter2 | false
                    runs --spring.datasource.password=hunter2 | false
                    --spring.datasource.password=hunter2 | false
                    purge --org-id | false
                    purge --org-id "42 | false
                    """)
    void the_file_keeps_what_is_complete_and_tells_nobodys_secrets(String line, boolean kept) {
        try (RunningShell shell = new RunningShell()) {
            LineHistory history = new LineHistory(shell.parser());
            assertThat(history.isPersistable(new Line(line))).isEqualTo(kept);
        }
    }

    @Test
    void the_file_lies_where_the_environment_says_and_else_below_home() {
        assertThat(LineHistory.file(
                        Map.of("XDG_STATE_HOME", folder.resolve("state").toString(), "HOME", "/nonexistent")))
                .contains(folder.resolve("state/orgpurge/history"));
        assertThat(LineHistory.file(Map.of("HOME", folder.toString(), "XDG_STATE_HOME", "relative")))
                .contains(folder.resolve(".local/state/orgpurge/history"));
    }

    @Test
    void a_home_that_cannot_be_written_has_no_file() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(LineHistory.file(Map.of("HOME", file.toString()))).isEmpty();
        assertThat(LineHistory.file(Map.of("HOME", "/proc/nonexistent"))).isEmpty();
        assertThat(LineHistory.file(Map.of("HOME", "\u0000"))).isEmpty();
    }

    private record Line(String line) implements History.Entry {

        @Override
        public int index() {
            return 0;
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }
    }
}
