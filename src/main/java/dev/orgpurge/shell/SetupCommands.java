package dev.orgpurge.shell;

import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.problem.Problem;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** Our own schema, and the prompt. */
@Component
final class SetupCommands {

    private final Doors doors;
    private final Output output;
    private final Prompt prompt;

    SetupCommands(Doors doors, Output output, Prompt prompt) {
        this.doors = doors;
        this.output = output;
        this.prompt = prompt;
    }

    @Command(
            name = "init",
            group = Vocabulary.Groups.SETUP,
            description = "create or update the schema orgpurge, the only one OrgPurge creates anything in",
            help = "init --print-sql > orgpurge.sql")
    void init(
            @Option(longName = "print-sql", description = "print the SQL for an administrator instead of running it")
                    boolean printSql) {
        OwnSchema schema = doors.ownSchema();
        if (printSql) {
            print(schema.printableSql() + grants());
            return;
        }
        int migrations = schema.migrate();
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("schema", "orgpurge");
                json.writeNumberProperty("migrations", migrations);
            });
        } else {
            output.line(
                    migrations == 0
                            ? "The schema orgpurge is up to date."
                            : "The schema orgpurge is ready: " + Sentences.count(migrations, "migration") + " ran.");
        }
    }

    /** Commented like the others; none, if no table of organizations is configured. */
    private String grants() {
        return doors.configuredPlan().map(plan -> NeededGrants.of(plan)).orElse(NeededGrants.UNKNOWN);
    }

    private void print(String sql) {
        if (output.json()) {
            output.object(json -> json.writeStringProperty("sql", sql));
        } else {
            output.document(sql);
        }
    }

    @Command(
            name = "shell",
            group = Vocabulary.Groups.SETUP,
            description = "a prompt that takes these commands one after the other",
            help = "shell")
    void shell() {
        if (output.json()) {
            throw Problem.usage(
                    "BAD_VALUE",
                    "shell itself answers nothing: give --output json to the commands that are typed at its prompt");
        }
        output.exit(prompt.run());
    }
}
