package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Files that {@code --out} names. */
final class Files {

    private Files() {}

    /** @throws Problem usage, if the file cannot be written */
    static void write(String file, Consumer<OutputStream> content) {
        try (OutputStream out = new BufferedOutputStream(java.nio.file.Files.newOutputStream(Path.of(file)))) {
            content.accept(out);
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            throw Problem.usage(
                    "UNWRITABLE_FILE",
                    "cannot write " + file + " (" + e.getClass().getSimpleName()
                            + "): name a file in an existing folder that you may write to, after --out");
        }
    }
}
