package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the vetoes against the database, once, and turns them into SQL. */
final class VetoBinding {

    private final JdbcClient jdbc;
    private final RootTable root;
    private final JoinBinding joins;

    VetoBinding(JdbcClient jdbc, RootTable root, JoinBinding joins) {
        this.jdbc = jdbc;
        this.root = root;
        this.joins = joins;
    }

    List<BoundVeto> bind(List<Veto> vetoes) {
        List<BoundVeto> bound = new ArrayList<>();
        for (Veto veto : vetoes) {
            String property = "orgpurge.organization.vetoes[" + bound.size() + "]";
            bound.add(bind(veto, property, "orgpurge_veto_" + bound.size()));
        }
        return bound;
    }

    private BoundVeto bind(Veto veto, String property, String alias) {
        if (veto.join() != null) {
            BoundJoin join = joins.bind(veto.join(), property + ".join", alias);
            return new BoundVeto(veto.veto(), join.part(), Optional.of(join));
        }
        return new BoundVeto(veto.veto(), part(veto, property), Optional.empty());
    }

    private BoundPart part(Veto veto, String property) {
        if (veto.column() != null) {
            return new ColumnTests(jdbc).oneOf(veto.column(), root.table(), property);
        }
        if (veto.when() != null) {
            SqlSnippet when = new SqlSnippet(property + ".when", veto.when());
            when.checkCondition(jdbc, root.table());
            return BoundPart.condition(when);
        }
        return listed(veto.ids(), property);
    }

    private BoundPart listed(List<String> ids, String property) {
        for (int i = 0; i < ids.size(); i++) {
            requireKey(ids.get(i), property + ".ids[" + i + "]");
        }
        String marks = String.join(", ", Collections.nCopies(ids.size(), "cast(? as " + root.keyType() + ")"));
        SqlText isListed = new SqlText().add(root.keySql() + " in (" + marks + ")", ids.toArray());
        return new BoundPart(
                "ids",
                root.key().name(),
                isListed,
                new SqlText().add("case when ").add(isListed).add(" then 'listed' else 'not listed' end"));
    }

    private void requireKey(String id, String property) {
        try {
            Objects.requireNonNull(jdbc.sql("select cast(? as " + root.keyType() + ")::text")
                    .param(id)
                    .query((row, i) -> row.getString(1))
                    .single());
        } catch (DataAccessException e) {
            throw SqlFailure.of(e)
                    .filter(SqlFailure::valueIsWrong)
                    .<RuntimeException>map(failure -> Problem.usage(
                            "CONFIGURATION",
                            property + ": \"" + id + "\" is no " + root.keyType() + ", and "
                                    + root.table().name() + "." + root.key() + " is one; write an id"))
                    .orElse(e);
        }
    }
}
