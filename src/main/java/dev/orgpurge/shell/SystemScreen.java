package dev.orgpurge.shell;

import java.util.Map;
import java.util.OptionalInt;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/**
 * The process's own terminal, asked each time because windows are resized. Nothing is loaded before somebody wants to
 * know, and nothing at all where {@code TERM} is unset, as in a container without a terminal. Where native code cannot be
 * unpacked into the temporary folder, there seems to be no terminal.
 */
final class SystemScreen implements Screen {

    /** What a terminal is taken for that does not tell its size. */
    private static final int USUAL_COLUMNS = 80;

    private final Map<String, String> environment;
    private @Nullable TerminalProvider provider;

    SystemScreen(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public OptionalInt out() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{0,3}")
                ? OptionalInt.of(Integer.parseInt(columns))
                : columns(SystemStream.Output);
    }

    @Override
    public OptionalInt err() {
        return columns(SystemStream.Error);
    }

    private synchronized OptionalInt columns(SystemStream stream) {
        if (environment.getOrDefault("TERM", "").isEmpty()) {
            return OptionalInt.empty();
        }
        TerminalProvider asked = provider == null ? new JniTerminalProvider() : provider;
        provider = asked;
        if (!asked.isSystemStream(stream)) {
            return OptionalInt.empty();
        }
        int columns = asked.systemStreamWidth(stream);
        return OptionalInt.of(columns > 0 ? columns : USUAL_COLUMNS);
    }
}
