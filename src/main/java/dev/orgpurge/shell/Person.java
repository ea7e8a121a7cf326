package dev.orgpurge.shell;

import java.util.Objects;
import org.springframework.shell.core.InputReader;

/** Who may sit in front of the console; answers nothing where nobody does. */
final class Person implements InputReader {

    private final Console console;

    Person(Console console) {
        this.console = console;
    }

    @Override
    public String readInput(String prompt) {
        java.io.Console terminal = console.terminal() ? System.console() : null;
        return terminal == null ? "" : Objects.requireNonNullElse(terminal.readLine("%s", prompt), "");
    }
}
