package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Files that {@code --out} names. */
final class Files {

    private Files() {}

    /** @throws Problem usage, if it is no path of a file */
    static @Nullable Path path(@Nullable String file) {
        try {
            return file == null ? null : Path.of(file);
        } catch (InvalidPathException e) {
            throw Problem.usage("UNREADABLE_FILE", "that is no path of a file: " + Sentences.quoted(file));
        }
    }

    /**
     * Writes to a file beside it and gives that the name at the end: what fails half way leaves nothing under the name.
     *
     * @throws Problem usage, if the file cannot be written
     */
    static void writeWhole(String file, Consumer<OutputStream> content) {
        Path path = Objects.requireNonNull(path(file));
        Path beside = path.resolveSibling(path.getFileName() + ".part");
        try {
            write(beside.toString(), content);
            java.nio.file.Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            discard(beside);
        }
    }

    private static void discard(Path file) {
        try {
            java.nio.file.Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file.toString(), e);
        }
    }

    /** @throws Problem usage, if the file cannot be written */
    static void write(String file, Consumer<OutputStream> content) {
        try (OutputStream out = new BufferedOutputStream(java.nio.file.Files.newOutputStream(Path.of(file)))) {
            content.accept(out);
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            throw unwritable(file, e);
        }
    }

    private static Problem unwritable(String file, Exception e) {
        return Problem.usage(
                "UNWRITABLE_FILE",
                "cannot write " + file + " (" + e.getClass().getSimpleName()
                        + "): name a file in an existing folder that you may write to, after --out");
    }
}
