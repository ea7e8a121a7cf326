package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Catalogue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens the configured root table in a catalogue. */
@Component
public final class OrganizationSource {

    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactionManager;
    private final RootSettings settings;

    OrganizationSource(JdbcClient jdbc, PlatformTransactionManager transactionManager, RootSettings settings) {
        this.jdbc = jdbc;
        this.transactionManager = transactionManager;
        this.settings = settings;
    }

    /**
     * @throws dev.orgpurge.problem.Problem usage, if the table, a column, a rule's SQL or its type does not fit the
     *     database
     */
    public Organizations open(Catalogue catalogue) {
        RootTable root = RootLookup.find(settings, catalogue);
        List<BoundRule> rules = new RuleBinding(jdbc, root).bind(settings.due());
        Stream.of(Change.deactivation(settings), Change.reactivation(settings))
                .flatMap(Optional::stream)
                .flatMap(change -> change.when().stream())
                .forEach(when -> when.checkCondition(jdbc, root.table()));
        StateChanges changes = new StateChanges(jdbc, new TransactionTemplate(transactionManager), root);
        return new Organizations(jdbc, root, rules, settings, changes);
    }
}
