package dev.orgpurge.http;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.OrganizationSource;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.plan.Planner;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.PurgePlan;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The database as it was a moment ago, and what the configuration makes of it. Reading it takes longer than most requests may;
 * whoever deletes reads it anew.
 */
final class Sites {

    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final CatalogueReader reader;
    private final OrganizationSource source;
    private final ConstraintCheck constraints;
    private final Policy policy;
    private final HttpSettings settings;
    private @Nullable Site kept;
    private long readAt;

    Sites(
            CatalogueReader reader,
            OrganizationSource source,
            ConstraintCheck constraints,
            Policy policy,
            HttpSettings settings) {
        this.reader = reader;
        this.source = source;
        this.constraints = constraints;
        this.policy = policy;
        this.settings = settings;
    }

    /** One reading. */
    record Site(Organizations organizations, PurgePlan plan, ConstraintCheck.Bound constraints) {

        private static final Pattern WHOLE = Pattern.compile("-?\\d+");

        /** How the seeds write ids: as a number, if the key is one; of a fraction no digit is to get lost on the way. */
        Object id(OrganizationId id) {
            return switch (organizations.root().keyType()) {
                case "bigint", "integer", "smallint" -> Long.valueOf(id.value());
                case "numeric" -> WHOLE.matcher(id.value()).matches() ? new BigInteger(id.value()) : id.value();
                default -> id.value();
            };
        }

        /**
         * False for another way to write the key of an organization that is there, such as 42.0 for the numeric 42: its
         * operations, holds and entries in the ledger know it by its own.
         */
        boolean named(OrganizationId id) {
            return switch (organizations.root().keyType()) {
                case "bigint", "integer", "smallint", "uuid" -> true;
                default ->
                    organizations
                            .find(id, organizations.now())
                            .map(Organization::id)
                            .filter(own -> !own.equals(id))
                            .isEmpty();
            };
        }
    }

    synchronized Site now() {
        Site site = kept;
        if (site == null || System.nanoTime() - readAt > KEPT_NANOS) {
            Catalogue catalogue = reader.read();
            Organizations organizations = source.open(catalogue);
            if (settings.providerColumn() != null) {
                organizations.requireColumn(settings.providerColumn(), HttpSettings.PROVIDER_COLUMN);
            }
            PurgePlan plan = Planner.plan(
                    catalogue,
                    organizations.root().table(),
                    organizations.root().key(),
                    policy);
            site = new Site(organizations, plan, constraints.bind(catalogue, organizations, plan));
            kept = site;
            readAt = System.nanoTime();
        }
        return site;
    }

    /** The provider of an organization; empty if there are none, or no such organization. */
    Optional<String> provider(OrganizationId id) {
        String column = settings.providerColumn();
        return column == null ? Optional.empty() : now().organizations().text(id, column, HttpSettings.PROVIDER_COLUMN);
    }
}
