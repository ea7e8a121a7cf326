package dev.orgpurge.shell;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Confirmation;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.PlanConfirmation;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.PurgeRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** The commands that delete, once they are told to execute. */
@Component
final class PurgeCommands {

    private final Doors doors;
    private final Output output;

    PurgeCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "purge",
            group = Vocabulary.Groups.PURGE,
            description = "rehearse the deletion of one organization; with --execute, delete it",
            help = "purge --org-id 42 --execute --confirm \"Acme Ltd\"")
    void purge(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId,
            @Option(longName = "force", description = "even if it still has dependents, such as users or businesses")
                    boolean force,
            @Option(longName = "ignore-grace", description = "do not wait for the grace period; needs --reason")
                    boolean ignoreGrace,
            @Option(longName = "reason", description = "<TEXT> why the grace period is ignored, for the ledger")
                    @Nullable
                    String reason,
            @Option(longName = "request-id", description = "<UUID> names the request; asked again, it is the same run")
                    @Nullable
                    UUID requestId,
            @Option(longName = "execute", description = "delete; without it everything is done except deleting")
                    boolean execute,
            @Option(longName = "confirm", description = "<LABEL> the organization's label or key, with --execute")
                    @Nullable
                    String confirm,
            CommandContext context) {
        if (ignoreGrace && reason == null) {
            throw Problem.usage("MISSING_OPTION", "purge needs --reason with --ignore-grace: it goes into the ledger");
        }
        if (!ignoreGrace && reason != null) {
            throw Problem.usage(
                    "MISSING_OPTION", "purge takes --reason only with --ignore-grace: add that or leave it");
        }
        run(new PurgeRequest(
                execute ? Mode.EXECUTE : Mode.REHEARSAL,
                orgId,
                new Lifted(force, ignoreGrace),
                reason,
                requestId == null ? null : requestId.toString(),
                null,
                null,
                confirmation(confirm, context.inputReader())));
    }

    private static Confirmation confirmation(@Nullable String given, InputReader person) {
        return organization -> Optional.of(
                        given != null
                                ? given
                                : ask(
                                        person,
                                        "Type " + Sentences.printable(organization.label()) + " (or the id "
                                                + organization.id() + ") to delete it for good: "))
                .map(String::strip)
                .filter(typed -> !typed.isEmpty());
    }

    private static String ask(InputReader person, String prompt) {
        try {
            return person.readInput(prompt);
        } catch (Exception noAnswer) {
            return "";
        }
    }

    @Command(
            name = "purge-due",
            group = Vocabulary.Groups.PURGE,
            description = "the nightly run: rehearse for everyone who is due; with --execute, delete them",
            help = "purge-due --execute --plan plan.json")
    void purgeDue(
            @Option(longName = "execute", description = "delete; without it everything is done except deleting")
                    boolean execute,
            @Option(longName = "max-organizations", description = "<N> at most that many, those due longest first")
                    @Nullable
                    Integer maxOrganizations,
            @Option(
                            longName = "plan",
                            description = "<FILE> an approved plan (plan --out): refuse anything and anybody else")
                    @Nullable
                    String plan,
            @Option(longName = "request-id", description = "<ID> names the request; asked again, it is the same run")
                    @Nullable
                    String requestId) {
        run(PurgeRequest.due(execute ? Mode.EXECUTE : Mode.REHEARSAL, maxOrganizations, requestId)
                .approvedBy(plan == null ? null : PlanFile.read(plan)));
    }

    private void run(PurgeRequest request) {
        doors.ownSchema().ensure();
        answer(doors.runs().run(request));
    }

    @Command(
            name = "restart",
            group = Vocabulary.Groups.PURGE,
            description = "go on with a stopped, failed or interrupted run, in its own mode",
            help = "restart --run-id 3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b")
    void restart(
            @Option(longName = "run-id", required = true, description = "<UUID> the run; runs lists them") UUID runId,
            @Option(longName = "replan", description = "under the plan of today: the schema or the policy changed")
                    boolean replan,
            @Option(longName = "confirm", description = "<DIGEST> the new plan's, as plan shows it, with --replan")
                    @Nullable
                    String confirm,
            CommandContext context) {
        if (confirm != null && !replan) {
            throw Problem.usage("MISSING_OPTION", "restart takes --confirm only with --replan: add that or leave it");
        }
        doors.ownSchema().ensure();
        answer(
                replan
                        ? doors.runs().replan(runId, planConfirmation(confirm, context.inputReader()))
                        : doors.runs().restart(runId));
    }

    private static PlanConfirmation planConfirmation(@Nullable String given, InputReader person) {
        return digest -> Optional.of(
                        given != null
                                ? given
                                : ask(
                                        person,
                                        "Today's plan is " + digest
                                                + " (plan shows it). Type its digest to go on with it: "))
                .map(String::strip)
                .filter(typed -> !typed.isEmpty());
    }

    private void answer(PurgeOutcome outcome) {
        new RunAnswer(outcome, doors.runs()).give(output);
        output.problems(outcome.errors());
        output.exit(outcome.exit());
    }
}
