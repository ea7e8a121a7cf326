package dev.orgpurge.shell;

import dev.orgpurge.ledger.NewKey;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.problem.Problem;
import java.nio.file.Path;
import java.util.Objects;
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
            name = "keygen",
            group = Vocabulary.Groups.SETUP,
            description = "a key that signs evidence: the private half in a file, the public half in FILE.pub",
            help = "keygen --out signing-key.pem")
    void keygen(
            @Option(longName = "out", required = true, description = "<FILE> the private key; must not exist yet")
                    String out) {
        Path privateKey = Objects.requireNonNull(Files.path(out));
        Path publicKey = privateKey.resolveSibling(privateKey.getFileName() + ".pub");
        String id = NewKey.write(privateKey, publicKey);
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("key_id", id);
                json.writeStringProperty("private_key", privateKey.toString());
                json.writeStringProperty("public_key", publicKey.toString());
            });
            return;
        }
        output.line("Key " + id);
        output.note("The private key is in " + privateKey + ": name that file in orgpurge.evidence.signing-key, and let"
                + " nobody else read it. The public key is in " + publicKey + ": give it to whoever is to verify.");
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
