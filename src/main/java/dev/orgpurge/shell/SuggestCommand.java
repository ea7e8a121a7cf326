package dev.orgpurge.shell;

import dev.orgpurge.plan.PolicySuggestion;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** From a database to a policy that a person can read and correct. */
@Component
final class SuggestCommand {

    private final Doors doors;
    private final Output output;

    SuggestCommand(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "policy-suggest",
            group = Vocabulary.Groups.LOOK,
            description = "a policy file for this database: every question answered, or marked for a person",
            help = "policy-suggest --table organizations > policy.yaml")
    void suggest(
            @Option(longName = "table", required = true, description = "<NAME> the table with one row per organization")
                    String table,
            @Option(longName = "out", description = "<FILE> write the policy to this file instead of stdout") @Nullable
                    String out) {
        Doors.Suggestion suggestion = doors.suggestion(table);
        String yaml = PolicyYaml.of(suggestion.catalogue(), suggestion.policy());
        if (out != null) {
            Files.write(out, file -> new java.io.PrintStream(file, true, StandardCharsets.UTF_8).print(yaml));
        }
        PolicySuggestion policy = suggestion.policy();
        if (output.json()) {
            output.object(json -> {
                json.writeBooleanProperty("executable", policy.plan().executable());
                json.writeNumberProperty("answered", policy.answers().size() - open(policy));
                json.writeNumberProperty("open", open(policy));
                json.writeStringProperty("policy", yaml);
            });
        } else if (out == null) {
            output.document(yaml);
        }
        output.note(summary(policy));
    }

    private static long open(PolicySuggestion policy) {
        return policy.answers().stream().filter(Answer::open).count();
    }

    private static String summary(PolicySuggestion policy) {
        String verdict = policy.plan().executable()
                ? "the plan it leads to can be executed"
                : "the plan it leads to is refused until what is marked in the file is resolved";
        return policy.plan().steps().size() + " tables in the plan, "
                + (policy.answers().size() - open(policy)) + " questions answered, " + open(policy)
                + " left open; " + verdict;
    }
}
