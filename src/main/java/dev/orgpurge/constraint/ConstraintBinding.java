package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
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
            List<OwnershipPath> paths = isRoot(table) ? List.of() : paths(table, property + ".table");
            SqlSnippet when = new SqlSnippet(property + ".when", check.when());
            when.checkCondition(jdbc, table);
            String sql = new OwnedRowsSql(root, table, paths, when.sql()).sql();
            work.add(new RunningWork(check.name(), new OwnedRows(jdbc, when.property(), table, sql)));
        }
        return work;
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
