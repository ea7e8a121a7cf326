package dev.orgpurge.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * What was typed at the prompt. The file keeps complete command lines only, and none of those that name a person's reasons
 * or confirm a deletion: a password pasted into the wrong window, a label or a whole confirmed purge do not lie in wait there.
 */
final class LineHistory extends DefaultHistory {

    private static final String OWNER_ONLY = "rw-------";
    private static final List<String> NOT_KEPT = List.of("confirm", "reason", "matter");

    private final StrictParser parser;

    LineHistory(StrictParser parser) {
        this.parser = parser;
    }

    @Override
    public boolean isPersistable(Entry entry) {
        try {
            return super.isPersistable(entry)
                    && parser.parse(Words.of(entry.line())).input().options().stream()
                            .noneMatch(option -> NOT_KEPT.contains(option.longName()));
        } catch (RuntimeException notUnderstood) {
            return false;
        }
    }

    /**
     * The file of this user, made if need be: {@code $XDG_STATE_HOME/orgpurge/history}, which is below {@code
     * ~/.local/state} unless set. Empty where it cannot be written; the prompt then remembers its own lines only.
     */
    static Optional<Path> file(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        try {
            Path folder = (Path.of(state).isAbsolute() ? Path.of(state) : Path.of(home, ".local", "state"))
                    .resolve("orgpurge");
            Files.createDirectories(folder);
            Path file = folder.resolve("history");
            if (Files.notExists(file)) {
                create(file);
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        } else {
            Files.createFile(file);
        }
    }
}
