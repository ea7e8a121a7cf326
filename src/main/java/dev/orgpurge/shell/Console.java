package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/**
 * The streams of the process, or of a test: data on {@code out}, messages on {@code err}.
 *
 * @param terminal a person sits in front of it, so questions may be asked
 * @param screen what that person sees
 */
public record Console(PrintStream out, PrintStream err, InputStream in, boolean terminal, Screen screen) {

    /** The process's own streams, in UTF-8 whatever the locale of the container says. */
    public static Console system() {
        return new Console(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.in,
                isTerminal(),
                new SystemScreen(System.getenv()));
    }

    /** Given streams; nobody to ask. */
    public static Console of(PrintStream out, PrintStream err, InputStream in) {
        return new Console(out, err, in, false, Screen.NONE);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    // Java 22 and later have a console without a terminal too, and a method that tells; Java 17 has neither
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Tells a problem: a sentence on stderr, and in JSON also an object on stdout; returns the exit code. */
    public int report(Problem problem, OutputFormat format) {
        if (format == OutputFormat.JSON) {
            try (JsonGenerator json = Json.on(out)) {
                json.writeStartObject();
                Json.errors(json, java.util.List.of(problem));
                json.writeEndObject();
            }
            out.println();
        }
        err.println("error: " + Sentences.harmless(problem.detail()) + " [" + problem.code() + "]");
        return ExitCode.of(problem.kind()).code();
    }
}
