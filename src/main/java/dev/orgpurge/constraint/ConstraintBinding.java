package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the configured tables in catalogue and plan, and checks the conditions against the database, once. */
final class ConstraintBinding {

    private static final String PREFIX = "orgpurge.constraints.";

    private final JdbcClient jdbc;
    private final Catalogue catalogue;
    private final RootTable root;
    private final PurgePlan plan;

    ConstraintBinding(JdbcClient jdbc, Catalogue catalogue, RootTable root, PurgePlan plan) {
        this.jdbc = jdbc;
        this.catalogue = catalogue;
        this.root = root;
        this.plan = plan;
    }

    List<Dependents> dependents(List<String> tables) {
        List<Dependents> dependents = new ArrayList<>();
        for (String written : tables) {
            String property = PREFIX + "dependents[" + dependents.size() + "]";
            Table table = find(written, property);
            if (isRoot(table)) {
                throw configuration(
                        property, table.name() + " is the organizations' own table; write one that hangs off it");
            }
            String sql = new OwnedRowsSql(root, table, paths(table, property), null).sql();
            dependents.add(new Dependents(new OwnedRows(jdbc, property, table, sql)));
        }
        return dependents;
    }

    List<RunningWork> checks(List<Check> checks) {
        List<RunningWork> work = new ArrayList<>();
        for (Check check : checks) {
            String property = PREFIX + "checks[" + work.size() + "]";
            Table table = find(check.table(), property + ".table");
            List<OwnershipPath> paths = paths(check, table, property);
            SqlSnippet when = new SqlSnippet(property + ".when", check.when());
            when.checkCondition(jdbc, table);
            String sql = new OwnedRowsSql(root, table, paths, when.sql()).sql();
            work.add(new RunningWork(check.name(), check.message(), new OwnedRows(jdbc, when.property(), table, sql)));
        }
        return work;
    }

    /** One for every key of a retained table that points at what is deleted and that the policy does not detach. */
    List<RetainedRows> retained() {
        List<RetainedRows> retained = new ArrayList<>();
        for (Reference reference : plan.references()) {
            Table table = reference.relation().child();
            if (reference.treatment() == Treatment.REFUSE) {
                plan.step(table.name())
                        .filter(step -> step.treatment() == Treatment.RETAIN)
                        .ifPresent(step -> retained.add(retained(reference, step)));
            }
        }
        return retained;
    }

    private RetainedRows retained(Reference reference, PlanStep step) {
        String pointing = reference.relation().columns().stream()
                .map(column -> column.sql() + " is not null")
                .collect(Collectors.joining(" and ", "(", ")"));
        String sql = new OwnedRowsSql(root, step.table(), step.paths(), pointing).sql();
        return new RetainedRows(reference.relation().name(), new OwnedRows(jdbc, "orgpurge.tables", step.table(), sql));
    }

    private List<OwnershipPath> paths(Check check, Table table, String property) {
        String owner = check.ownedBy();
        if (owner == null) {
            return isRoot(table) ? List.of() : paths(table, property + ".table");
        }
        String place = property + ".owned-by";
        Column column = table.column(owner)
                .orElseThrow(() -> configuration(
                        place,
                        table.name() + " has no column \"" + owner
                                + "\"; write a column's name exactly as the database stores it"));
        Relation relation = Relation.declared(table, column, root.table(), root.key())
                .orElseThrow(() -> configuration(
                        place,
                        "column \"" + owner + "\" is of type " + column.sqlType() + " and cannot be compared with "
                                + root.table().name() + "." + root.key() + " of type "
                                + root.key().sqlType() + "; write the column that holds the organization's key"));
        return List.of(new OwnershipPath(List.of(relation)));
    }

    private boolean isRoot(Table table) {
        return table.name().equals(root.table().name());
    }

    private Table find(String written, String property) {
        return catalogue
                .find(written)
                .orElseThrow(() -> configuration(
                        property,
                        "there is no table \"" + written + "\" in this database; write an existing table, "
                                + "schema-qualified if it is not on the search path"));
    }

    private List<OwnershipPath> paths(Table table, String property) {
        return plan.step(table.name())
                .map(PlanStep::paths)
                .filter(paths -> !paths.isEmpty())
                .orElseThrow(() -> configuration(
                        property,
                        table.name() + " hangs off no organization; write a table with a way to "
                                + root.table().name() + ", or declare its owned-by in orgpurge.tables"));
    }

    private static Problem configuration(String property, String detail) {
        return Problem.usage("CONFIGURATION", property + ": " + detail);
    }
}
