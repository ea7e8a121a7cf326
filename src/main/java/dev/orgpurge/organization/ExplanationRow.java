package dev.orgpurge.organization;

import dev.orgpurge.organization.Explanation.Outcome;
import dev.orgpurge.organization.Explanation.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that tell everything about one root row, and how to read them; they begin at the second. */
final class ExplanationRow {

    private static final int FIRST_COLUMN = 2;

    private final List<BoundRule> rules;
    private final List<BoundVeto> vetoes;
    private final Instant asOf;

    ExplanationRow(List<BoundRule> rules, List<BoundVeto> vetoes, Instant asOf) {
        this.rules = List.copyOf(rules);
        this.vetoes = List.copyOf(vetoes);
        this.asOf = asOf;
    }

    List<SqlText> columns() {
        List<SqlText> columns = new ArrayList<>();
        for (BoundRule rule : rules) {
            rule.parts().forEach(part -> columns.addAll(columns(part)));
            columns.add(rule.date());
        }
        vetoes.forEach(veto -> columns.addAll(columns(veto.part())));
        return columns;
    }

    private static List<SqlText> columns(BoundPart part) {
        return List.of(new SqlText().add("coalesce(").add(part.holds()).add(", false)"), part.kind());
    }

    Explanation read(ResultSet row) throws SQLException {
        int column = FIRST_COLUMN;
        List<Explanation.Rule> told = new ArrayList<>();
        for (BoundRule rule : rules) {
            List<Part> parts = new ArrayList<>();
            for (BoundPart part : rule.parts()) {
                parts.add(part(part, row, column));
                column += 2;
            }
            told.add(rule(rule, parts, row.getObject(column++, OffsetDateTime.class)));
        }
        List<Explanation.Vetoed> vetoed = new ArrayList<>();
        for (BoundVeto veto : vetoes) {
            Part part = part(veto.part(), row, column);
            vetoed.add(new Explanation.Vetoed(veto.name(), part.holds(), List.of(part)));
            column += 2;
        }
        return new Explanation(told, vetoed);
    }

    private static Part part(BoundPart part, ResultSet row, int column) throws SQLException {
        return new Part(part.part(), part.about(), row.getBoolean(column), row.getString(column + 1));
    }

    private Explanation.Rule rule(BoundRule rule, List<Part> parts, @Nullable OffsetDateTime date) {
        String name = rule.rule().rule();
        boolean onRequest = rule.rule().onRequest();
        if (!parts.stream().allMatch(Part::holds)) {
            return new Explanation.Rule(name, onRequest, Outcome.DOES_NOT_MATCH, null, parts);
        }
        BoundMoment moment = rule.moment();
        if (moment == null) {
            return new Explanation.Rule(name, onRequest, Outcome.DUE, null, parts);
        }
        boolean never = OffsetDateTime.MAX.equals(date);
        Instant begun = never ? null : Moments.known(date);
        boolean past = begun != null && !begun.isAfter(asOf);
        String kind = never ? "never" : begun == null ? "no date" : past ? "past" : "future";
        List<Part> all = new ArrayList<>(parts);
        all.add(new Part(moment.part(), moment.about(), past, kind));
        RuleMatch match = rule.match(begun, asOf);
        Outcome outcome = never || (begun != null && !past)
                ? Outcome.NOT_YET
                : begun == null ? Outcome.DATE_UNKNOWN : match.due() ? Outcome.DUE : Outcome.GRACE_PERIOD;
        return new Explanation.Rule(name, onRequest, outcome, match.dueSince(), all);
    }
}
