package dev.orgpurge.shell;

import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** The script for the operator's own shell. */
@Component
final class CompletionCommand {

    static final String NAME = "completion";

    private final CompletionScript scripts;
    private final Output output;

    CompletionCommand(CompletionScript scripts, Output output) {
        this.scripts = scripts;
        this.output = output;
    }

    @Command(
            name = NAME,
            group = Vocabulary.Groups.SETUP,
            description = "a script that completes commands, options and values in your shell; needs no database",
            help = "completion bash > ~/.local/share/bash-completion/completions/orgpurge")
    void completion(
            @Option(longName = "shell", required = true, description = "<bash|zsh> the shell; --shell may be left out")
                    CompletionScript.Shell shell) {
        String script = scripts.of(shell);
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("shell", Json.word(shell));
                json.writeStringProperty("script", script);
            });
        } else {
            output.document(script);
        }
    }
}
