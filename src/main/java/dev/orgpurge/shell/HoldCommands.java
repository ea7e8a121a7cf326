package dev.orgpurge.shell;

import dev.orgpurge.organization.LegalHold;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.HoldPlacement;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Legal holds. */
@Component
final class HoldCommands {

    private final Doors doors;
    private final Output output;

    HoldCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "hold-place",
            group = Vocabulary.Groups.SAY_NO,
            description = "place a legal hold: from its answer on nothing of the organization is deleted",
            help = "hold-place --org-id 42 --matter \"Doe v. Acme\" --reason \"court order of May 3\"")
    void place(
            @Option(longName = "org-id", description = "<ID> the organization's key") @Nullable String orgId,
            @Option(longName = "all", description = "hold every organization, instead of --org-id") boolean all,
            @Option(longName = "matter", required = true, description = "<TEXT> what the hold is called") String matter,
            @Option(longName = "reason", required = true, description = "<TEXT> why") String reason) {
        HoldPlacement.Placed placed =
                doors.holds().place(whom("hold-place", orgId, all), text("matter", matter), text("reason", reason));
        answer(List.of(placed.hold()));
        if (placed.before()) {
            output.note("It stood already for this matter; nothing was changed.");
        }
    }

    @Command(
            name = "hold-release",
            group = Vocabulary.Groups.SAY_NO,
            description = "release a legal hold; the organization may be purged again if nothing else is against it",
            help = "hold-release --org-id 42 --matter \"Doe v. Acme\" --reason \"settled\"")
    void release(
            @Option(longName = "org-id", description = "<ID> the organization's key") @Nullable String orgId,
            @Option(longName = "all", description = "the hold on every organization, instead of --org-id") boolean all,
            @Option(longName = "matter", description = "<TEXT> which hold, if there are several") @Nullable
                    String matter,
            @Option(longName = "every-matter", description = "all holds of that scope, instead of --matter")
                    boolean everyMatter,
            @Option(longName = "reason", required = true, description = "<TEXT> why") String reason) {
        String whom = whom("hold-release", orgId, all);
        if (matter != null && everyMatter) {
            throw Problem.usage("MISSING_OPTION", "hold-release takes --matter or --every-matter, not both");
        }
        answer(doors.holds()
                .release(whom, matter == null ? null : text("matter", matter), everyMatter, text("reason", reason)));
    }

    /** The id, or null for every organization. */
    private static @Nullable String whom(String command, @Nullable String orgId, boolean all) {
        if ((orgId == null) != all) {
            throw Problem.usage("MISSING_OPTION", command + " needs either --org-id or --all");
        }
        return orgId;
    }

    static String text(String option, String value) {
        if (value.isBlank()) {
            throw Problem.usage("BAD_VALUE", "--" + option + " is blank; write a few words, they are kept");
        }
        return value.strip();
    }

    @Command(
            name = "holds",
            group = Vocabulary.Groups.SAY_NO,
            description = "legal holds that stand, and those that were released",
            help = "holds --output json")
    void holds() {
        List<LegalHold> holds = doors.holds().holds();
        if (holds.isEmpty() && !output.json()) {
            output.note("There is no legal hold in this database, and there was none.");
            return;
        }
        answer(holds);
    }

    private void answer(List<LegalHold> holds) {
        if (output.json()) {
            output.object(json -> {
                json.writeArrayPropertyStart("holds");
                holds.forEach(hold -> write(json, hold));
                json.writeEndArray();
            });
            return;
        }
        try (TextTable table = output.table("HOLD", "ORGANIZATION", "MATTER", "REASON", "PLACED", "BY", "RELEASED")) {
            for (LegalHold hold : holds) {
                table.row(
                        hold.id(),
                        hold.organization() == null ? "(every)" : hold.organization(),
                        Sentences.printable(hold.matter()),
                        Sentences.printable(hold.reason()),
                        hold.placedAt(),
                        who(hold.placedBy(), hold.placedRole()),
                        hold.release()
                                .map(release -> release.at().truncatedTo(ChronoUnit.SECONDS) + " "
                                        + who(release.by(), release.role()) + ": "
                                        + Sentences.printable(release.reason()))
                                .orElse("-"));
            }
        }
    }

    private static String who(String user, String role) {
        return Sentences.printable(user) + " (" + Sentences.printable(role) + ")";
    }

    static void write(JsonGenerator json, LegalHold hold) {
        LegalHold.Release release = hold.release().orElse(null);
        json.writeStartObject();
        json.writeStringProperty("hold_id", String.valueOf(hold.id()));
        Json.text(json, "org_id", hold.organization());
        json.writeStringProperty("scope", hold.organization() == null ? "every_organization" : "organization");
        json.writeBooleanProperty("standing", release == null);
        json.writeStringProperty("matter", hold.matter());
        json.writeStringProperty("reason", hold.reason());
        json.writeStringProperty("placed_by", hold.placedBy());
        json.writeStringProperty("placed_role", hold.placedRole());
        Json.time(json, "placed_at", hold.placedAt());
        Json.text(json, "released_by", release == null ? null : release.by());
        Json.text(json, "released_role", release == null ? null : release.role());
        Json.time(json, "released_at", release == null ? null : release.at());
        Json.text(json, "release_reason", release == null ? null : release.reason());
        json.writeEndObject();
    }
}
