package dev.orgpurge.shell;

import java.util.Objects;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.InputReader;

/** Who may sit in front of the console; answers nothing where nobody does. */
final class Person implements InputReader {

    /** What shells report for a process that SIGINT ended. */
    private static final int ENDED_BY_INTERRUPT = 130;

    private final Console console;

    Person(Console console) {
        this.console = console;
    }

    @Override
    public String readInput(String prompt) {
        java.io.Console terminal = console.terminal() ? System.console() : null;
        if (terminal == null) {
            return "";
        }
        Object before = Signals.register("INT", this::leave);
        try {
            return Objects.requireNonNullElse(terminal.readLine("%s", prompt), "");
        } finally {
            hearAsBefore(before);
        }
    }

    private static void hearAsBefore(@Nullable Object handler) {
        if (handler != null) {
            Signals.unregister("INT", handler);
        }
    }

    /** Somebody who is asked has not agreed yet: there is nothing to stop, and no chunk to wait for. */
    private void leave() {
        console.err().println();
        console.err().println("Nothing was done.");
        Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
    }
}
