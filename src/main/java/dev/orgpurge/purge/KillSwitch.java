package dev.orgpurge.purge;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that ends all deleting as long as it exists.
 *
 * @param file null: no such file is configured
 */
public record KillSwitch(@Nullable Path file) {

    static final String CODE = "KILL_SWITCH";

    /** A file that may not be looked at counts as one that exists. */
    boolean thrown() {
        return file != null && !Files.notExists(file);
    }

    String sentence() {
        return "the kill switch is on: " + file
                + " (orgpurge.kill-switch.file) exists; nothing is deleted until it is gone";
    }
}
