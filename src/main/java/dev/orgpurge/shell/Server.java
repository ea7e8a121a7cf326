package dev.orgpurge.shell;

import dev.orgpurge.purge.ExitCode;
import java.util.function.Consumer;

/** What {@code serve} starts; there is one only in a process that was started for it. */
@FunctionalInterface
public interface Server {

    /**
     * Answers requests until somebody asks the process to stop.
     *
     * @param ready is told where it listens, once it does
     */
    ExitCode serve(Consumer<String> ready) throws InterruptedException;
}
