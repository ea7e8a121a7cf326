package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.stereotype.Component;

/** The HTTP API, for as long as the process lives. */
@Component
public final class ServeCommand {

    public static final String NAME = "serve";

    private final ObjectProvider<Server> server;
    private final Output output;

    ServeCommand(ObjectProvider<Server> server, Output output) {
        this.server = server;
        this.output = output;
    }

    /** True for the one command line that needs a web server: it has to be known before Spring starts. */
    public static boolean in(CommandLine line) {
        return line.words().equals(List.of(NAME));
    }

    @Command(
            name = NAME,
            group = Vocabulary.Groups.PURGE,
            description = "answer the HTTP API until the process is stopped",
            help = "serve")
    void serve() {
        Server found = server.getIfAvailable();
        if (found == null) {
            throw Problem.usage(
                    "BAD_VALUE",
                    "serve is a process of its own and answers nothing on stdout: start it as java -jar orgpurge.jar serve");
        }
        output.exit(run(found));
    }

    private ExitCode run(Server found) {
        try {
            return found.serve(where -> output.note("Serving " + where + "; SIGTERM or Ctrl-C ends it."));
        } catch (InterruptedException asked) {
            // not passed on: who waits for an answer gets it while everything ends, which takes an undisturbed thread
            return ExitCode.STOPPED;
        }
    }
}
