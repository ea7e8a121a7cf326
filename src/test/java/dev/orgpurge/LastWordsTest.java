package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LastWordsTest {

    private static final int PATIENCE_SECONDS = 60;

    /** A thread in the background dies while the main thread waits for it. */
    static final class Dying {

        private Dying() {}

        public static void main(String[] args) throws InterruptedException {
            LastWords words = new LastWords();
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> words.onOutOfMemory(failure));
            Thread thread = new Thread(() -> {
                throw new OutOfMemoryError("made by a test");
            });
            thread.start();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void a_thread_that_dies_for_want_of_memory_takes_the_process_with_it() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("error: " + LastWords.SENTENCE + " [OUT_OF_MEMORY]\n");
        } finally {
            process.destroyForcibly();
        }
    }
}
