package dev.orgpurge.purge;

import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.organization.LegalHold;
import dev.orgpurge.organization.LegalHolds;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.OrganizationSource;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Places and releases legal holds, on record. Once a hold is placed nothing of that organization is deleted any more, by no
 * run, however far it has come.
 */
@Component
public final class HoldPlacement {

    private final OwnSchema ownSchema;
    private final CatalogueReader reader;
    private final OrganizationSource source;
    private final OrganizationStore organizations;
    private final LegalHolds holds;
    private final Ledger ledger;
    private final ChunkGate gate;
    private final TransactionTemplate transaction;

    HoldPlacement(
            OwnSchema ownSchema,
            CatalogueReader reader,
            OrganizationSource source,
            OrganizationStore organizations,
            LegalHolds holds,
            Ledger ledger,
            ChunkGate gate,
            TransactionTemplate transaction) {
        this.ownSchema = ownSchema;
        this.reader = reader;
        this.source = source;
        this.organizations = organizations;
        this.holds = holds;
        this.ledger = ledger;
        this.gate = gate;
        this.transaction = transaction;
    }

    /**
     * A hold that stands now.
     *
     * @param before it stood already, for the same matter
     * @param heard every chunk has heard of it; if not, one that began before is still at work, and no other begins
     */
    public record Placed(LegalHold hold, boolean before, boolean heard) {}

    /**
     * What is written down with a hold.
     *
     * @param by who places it
     */
    public record Wording(String matter, String reason, String by) {}

    /**
     * Places a hold for whoever uses the program, and returns when the last chunk that had not heard of it has ended.
     *
     * @param organization the id an operator wrote; null: every organization
     * @throws Problem not found, if it neither exists nor was purged; unexpected, if a chunk does not end
     */
    public Placed place(@Nullable String organization, String matter, String reason) {
        ownSchema.ensure();
        OrganizationId id = organization == null ? null : known(organization);
        Placed placed = place(id, new Wording(matter, reason, Requester.name()), hold -> {});
        if (!placed.heard()) {
            throw RunControl.stillRunning("hold " + placed.hold().id() + " stands, and no new chunk begins against it");
        }
        return placed;
    }

    /**
     * Places a hold, and returns when the last chunk that had not heard of it has ended, or a minute later.
     *
     * @param id null: every organization
     * @param record what else is to be written down, in the hold's own transaction: both stand, or neither
     */
    public Placed place(@Nullable OrganizationId id, Wording wording, Consumer<LegalHold> record) {
        Stood stood = Objects.requireNonNull(transaction.execute(status -> {
            Stood now = stands(id, wording);
            record.accept(now.hold());
            return now;
        }));
        return new Placed(stood.hold(), stood.before(), gate.awaitChunks());
    }

    /** A hold in the transaction that places it, or finds it. */
    private record Stood(LegalHold hold, boolean before) {}

    private Stood stands(@Nullable OrganizationId id, Wording wording) {
        holds.takeTurn();
        return holds.standing(id).stream()
                .filter(hold -> hold.matter().equals(wording.matter()))
                .findFirst()
                .map(hold -> new Stood(hold, true))
                .orElseGet(() -> new Stood(newHold(id, wording), false));
    }

    private LegalHold newHold(@Nullable OrganizationId id, Wording wording) {
        LegalHold hold = holds.place(id, wording.matter(), wording.reason(), wording.by());
        Map<String, @Nullable Object> facts = facts(hold, hold.placedRole());
        facts.put("digest", Facts.words(Map.of("matter", wording.matter(), "reason", wording.reason())));
        ledger.append(new Draft(EntryKind.HOLD_PLACED, null, id, facts));
        return hold;
    }

    private OrganizationId known(String written) {
        Organizations all = source.open(reader.read());
        OrganizationId id = all.parse(written);
        if (all.find(id, all.now()).isEmpty() && organizations.purgedIn(id).isEmpty()) {
            throw Problem.notFound("NO_SUCH_ORGANIZATION", "there is no organization " + id + " and none was purged");
        }
        return id;
    }

    /**
     * Releases holds on one organization, or on every organization. The others stand.
     *
     * @param matter which; null: the only one there is
     * @param everyMatter all that stand on it
     * @throws Problem not found, if there is none; refused, if there are several and none was named
     */
    public List<LegalHold> release(
            @Nullable String organization, @Nullable String matter, boolean everyMatter, String reason) {
        ownSchema.ensure();
        OrganizationId id =
                organization == null ? null : source.open(reader.read()).parse(organization);
        return Objects.requireNonNull(transaction.execute(status -> {
            holds.takeTurn();
            List<LegalHold> meant = holds.standing(id).stream()
                    .filter(hold -> matter == null || hold.matter().equals(matter))
                    .toList();
            String whom = id == null ? "on every organization" : "on organization " + id;
            if (meant.isEmpty()) {
                throw Problem.notFound(
                        "NO_SUCH_HOLD",
                        "there is no such legal hold " + whom + "; holds lists who is held, and for which matter");
            }
            if (meant.size() > 1 && !everyMatter) {
                throw Problem.refused(
                        "SEVERAL_HOLDS",
                        meant.size() + " legal holds stand " + whom
                                + "; name one with --matter, or release them all with --every-matter");
            }
            return meant.stream().map(hold -> release(hold, reason)).toList();
        }));
    }

    private LegalHold release(LegalHold hold, String reason) {
        LegalHold released = holds.release(hold, reason, Requester.name());
        Map<String, @Nullable Object> facts =
                facts(hold, released.release().orElseThrow().role());
        facts.put("digest", Facts.words(Map.of("reason", reason)));
        ledger.append(new Draft(EntryKind.HOLD_RELEASED, null, hold.organization(), facts));
        return released;
    }

    private static Map<String, @Nullable Object> facts(LegalHold hold, String role) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("hold", hold.id());
        facts.put("every_organization", hold.organization() == null);
        facts.put("database_role", role);
        return facts;
    }

    /** Every hold there ever was, oldest first. */
    public List<LegalHold> holds() {
        return holds.history();
    }
}
