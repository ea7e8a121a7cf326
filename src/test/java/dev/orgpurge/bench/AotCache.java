package dev.orgpurge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The extracted jar with an ahead-of-time cache of Java 25, which one run of the program fills.
 *
 * @param java the program java
 * @param folder where jar and cache go
 */
record AotCache(Path java, Path folder) {

    /** Of the JDK in a folder, or of its program java. */
    static AotCache of(Path home, Path folder) {
        Path java = Files.isDirectory(home) ? home.resolve("bin").resolve("java") : home;
        return new AotCache(java, folder.toAbsolutePath().resolve("aot"));
    }

    Program program() {
        return launched("-XX:AOTCache=" + cache());
    }

    /**
     * Makes the cache, unless it is there.
     *
     * @param run runs a typical command with the program it is given
     */
    void train(Consumer<Program> run) {
        if (!Files.exists(cache())) {
            extract();
            run.accept(launched("-XX:AOTCacheOutput=" + cache()));
        }
    }

    private Program launched(String option) {
        String jar = folder.resolve("jar").resolve("orgpurge.jar").toString();
        return new Program(List.of(java.toString(), option, "-jar", jar), folder);
    }

    private void extract() {
        String jar = Path.of("target", "orgpurge.jar").toString();
        String to = folder.resolve("jar").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java.toString(), "-Djarmode=tools", "-jar", jar, "extract", "--force", "--destination", to);
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the jar could not be extracted to " + to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Path cache() {
        return folder.resolve("orgpurge.aot");
    }
}
