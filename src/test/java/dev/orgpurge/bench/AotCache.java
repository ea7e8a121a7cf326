package dev.orgpurge.bench;

import dev.orgpurge.fixtures.ImageRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The extracted jar with an ahead-of-time cache of Java 25, made and started with the commands of the image.
 *
 * @param java the program java
 * @param folder where jar and cache go
 */
record AotCache(Path java, Path folder) {

    /** Of the JDK in a folder, or of its program java. */
    static AotCache of(Path home, Path folder) {
        Path java = Files.isDirectory(home) ? home.resolve("bin").resolve("java") : home;
        String ours = "aot-" + ProcessHandle.current().pid();
        return new AotCache(java, folder.toAbsolutePath().resolve(ours));
    }

    Program program() {
        return new Program(ImageRecipe.read().entryPoint(java, folder), folder);
    }

    /** Makes the cache, unless this benchmark has made it before. */
    void make() {
        if (!Files.exists(folder.resolve("orgpurge.aot"))) {
            String jar = Path.of("target", "orgpurge.jar").toString();
            run(List.of(
                    java.toString(),
                    "-Djarmode=tools",
                    "-jar",
                    jar,
                    "extract",
                    "--force",
                    "--destination",
                    folder.toString()));
            run(ImageRecipe.read().training(java, folder));
        }
    }

    private static void run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
