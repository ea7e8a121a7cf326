package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes keys. */
public final class NewKey {

    private static final FileAttribute<?> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private NewKey() {}

    /**
     * Writes a new key into two new files, of which only the owner can read the private one; answers its id.
     *
     * @throws Problem usage, if a file exists already or cannot be written
     */
    public static String write(Path privateFile, Path publicFile) {
        requireNew(privateFile);
        requireNew(publicFile);
        SigningKey key = SigningKey.generate();
        create(publicFile, key.publicPem());
        create(privateFile, key.privatePem(), OWNER_ALONE);
        return key.id();
    }

    private static void requireNew(Path file) {
        if (Files.exists(file)) {
            throw unwritable(file, "it exists, and a key is never overwritten");
        }
    }

    private static void create(Path file, String text, FileAttribute<?>... attributes) {
        try {
            Files.createFile(file, supported(file, attributes));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unwritable(file, e.getClass().getSimpleName());
        }
    }

    private static FileAttribute<?>[] supported(Path file, FileAttribute<?>... attributes) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? attributes : new FileAttribute<?>[0];
    }

    private static Problem unwritable(Path file, String why) {
        return Problem.usage(
                "UNWRITABLE_FILE",
                "cannot write " + file + " (" + why
                        + "): name a new file in an existing folder that you may write to, after --out");
    }
}
