package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Catalogue;
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
        JoinBinding joins = new JoinBinding(jdbc, catalogue, root);
        Organizations.Selection selection = new Organizations.Selection(
                new RuleBinding(jdbc, root, joins).bind(settings.due()),
                new VetoBinding(jdbc, root, joins).bind(settings.vetoes()));
        Stream.of(Change.deactivation(settings), Change.reactivation(settings))
                .flatMap(Optional::stream)
                .forEach(change -> check(change, root));
        StateChanges changes = new StateChanges(jdbc, new TransactionTemplate(transactionManager), root);
        return new Organizations(jdbc, root, selection, settings, changes);
    }

    private void check(Change change, RootTable root) {
        change.set().requireOnePiece();
        change.when().ifPresent(when -> when.checkCondition(jdbc, root.table()));
    }
}
