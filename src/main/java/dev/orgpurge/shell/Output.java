package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** The answer of the command at hand: data on stdout in the form asked for, messages on stderr, an exit code. */
@Component
final class Output {

    private final Console console;
    private final Runnable beforeRow;
    private OutputFormat format = OutputFormat.TABLE;
    private ExitCode exit = ExitCode.DONE;
    private @Nullable JsonGenerator open;

    @Autowired
    Output(Console console, Interruption interruption) {
        this(console, interruption::check);
    }

    /** @param beforeRow looks whether a list should go on; throws if not */
    Output(Console console, Runnable beforeRow) {
        this.console = console;
        this.beforeRow = beforeRow;
    }

    void begin(OutputFormat wanted) {
        format = wanted;
        exit = ExitCode.DONE;
        open = null;
    }

    boolean json() {
        return format == OutputFormat.JSON;
    }

    ExitCode exit() {
        return exit;
    }

    void exit(ExitCode code) {
        exit = code;
    }

    /** Writes one object; if {@code fields} fails half way, {@link #fail} closes what is open and adds the error. */
    void object(Consumer<JsonGenerator> fields) {
        JsonGenerator json = Json.on(console.out());
        open = json;
        json.writeStartObject();
        fields.accept(json);
        json.writeEndObject();
        json.close();
        open = null;
        console.out().println();
    }

    /** Ends the command with a problem. */
    void fail(Problem problem) {
        exit = ExitCode.of(problem.kind());
        JsonGenerator half = open;
        if (half == null) {
            console.report(problem, format);
            return;
        }
        open = null;
        while (half.streamWriteContext().getNestingDepth() > 1) {
            if (half.streamWriteContext().inArray()) {
                half.writeEndArray();
            } else {
                half.writeEndObject();
            }
        }
        Json.errors(half, List.of(problem));
        half.writeEndObject();
        half.close();
        console.out().println();
        console.report(problem, OutputFormat.TABLE);
    }

    /** Problems beside the answer. */
    void problems(List<Problem> problems) {
        problems.forEach(problem -> console.report(problem, OutputFormat.TABLE));
    }

    /** A line of data for people. */
    void line(String text) {
        console.out().println(text);
    }

    /** Data that is a document already. */
    void document(String text) {
        console.out().print(text.endsWith("\n") ? text : text + System.lineSeparator());
    }

    /** An answer about the program itself. */
    void help(String text) {
        if (json()) {
            object(json -> json.writeStringProperty("help", text));
        } else {
            document(text);
        }
    }

    /** Data that is a document already, as it is written. */
    OutputStream stream() {
        return console.out();
    }

    /** A person would see the data themselves. */
    boolean shown() {
        return console.screen().out().isPresent();
    }

    /** A message, never data. */
    void note(String text) {
        console.err().println(text);
    }

    /** A person reads the messages on a terminal; they go into no file and no log. */
    boolean watched() {
        return console.screen().err().isPresent();
    }

    TextTable table(String... headers) {
        return new TextTable(console.out(), console.screen().out(), beforeRow, headers);
    }

    PrintWriter writer() {
        return new PrintWriter(console.out(), true, StandardCharsets.UTF_8);
    }
}
