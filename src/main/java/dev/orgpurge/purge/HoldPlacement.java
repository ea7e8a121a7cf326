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
import java.util.Optional;
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
     */
    public record Placed(LegalHold hold, boolean before) {}

    /**
     * Places a hold and returns when the last chunk that had not heard of it has ended.
     *
     * @param organization the id an operator wrote; null: every organization
     * @throws Problem not found, if it neither exists nor was purged; unexpected, if a chunk does not end
     */
    public Placed place(@Nullable String organization, String matter, String reason) {
        ownSchema.ensure();
        OrganizationId id = organization == null ? null : known(organization);
        Placed placed = transaction.execute(status -> {
            holds.takeTurn();
            Optional<LegalHold> same = holds.standing(id).stream()
                    .filter(hold -> hold.matter().equals(matter))
                    .findFirst();
            return same.map(hold -> new Placed(hold, true))
                    .orElseGet(() -> new Placed(place(id, matter, reason), false));
        });
        LegalHold hold = Objects.requireNonNull(placed).hold();
        if (!gate.awaitChunks()) {
            throw RunControl.stillRunning("hold " + hold.id() + " stands, and no new chunk begins against it");
        }
        return placed;
    }

    private LegalHold place(@Nullable OrganizationId id, String matter, String reason) {
        LegalHold hold = holds.place(id, matter, reason, Requester.name());
        Map<String, @Nullable Object> facts = facts(hold, hold.placedRole());
        facts.put("digest", Facts.words(Map.of("matter", matter, "reason", reason)));
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
