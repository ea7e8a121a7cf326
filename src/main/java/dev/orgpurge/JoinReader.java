package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.organization.ColumnTest;
import dev.orgpurge.organization.EpochUnit;
import dev.orgpurge.organization.JoinedRows;
import dev.orgpurge.organization.JoinedRows.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what rules and vetoes ask of columns and of other tables' rows. */
final class JoinReader {

    static final Map<String, EpochUnit> UNITS =
            Map.of("seconds", EpochUnit.SECONDS, "milliseconds", EpochUnit.MILLISECONDS);
    private static final Map<String, Match> MATCHES =
            Map.of("all", Match.ALL, "any", Match.ANY, "latest", Match.LATEST);

    private final Complaints complaints;
    private final WrittenValues values;

    JoinReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    /** @param key where column and values stand */
    @Nullable
    ColumnTest test(String key, @Nullable String column, List<String> written) {
        String name = text(column);
        List<String> listed = list(key + ".values", written);
        if (name == null) {
            if (!listed.isEmpty()) {
                complaints.add(key + ".column", "is missing: write the column that holds one of the values");
            }
            return null;
        }
        return new ColumnTest(name, listed);
    }

    /** The same where a date is no answer. */
    @Nullable
    ColumnTest valueTest(String key, @Nullable String column, List<String> written) {
        ColumnTest test = test(key, column, written);
        if (test != null && test.values().isEmpty()) {
            complaints.add(key + ".values", "is missing: write the values of column " + test.column());
        }
        return test;
    }

    List<String> list(String key, List<String> written) {
        List<String> listed = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            listed.add(values.required(key + "[" + i + "]", written.get(i), "a value, or remove the line"));
        }
        return listed;
    }

    @Nullable
    JoinedRows join(String key, OrgPurgeProperties.Join written) {
        return join(key, written, Match.ALL);
    }

    /** A veto needs no date, and one row that speaks against the purge is enough. */
    @Nullable
    JoinedRows join(String key, OrgPurgeProperties.VetoJoin written) {
        OrgPurgeProperties.Join dateless = new OrgPurgeProperties.Join(
                written.table(),
                written.by(),
                written.to(),
                written.when(),
                written.column(),
                written.values(),
                null,
                null,
                null,
                null);
        return join(key, dateless, Match.ANY);
    }

    private @Nullable JoinedRows join(String key, OrgPurgeProperties.Join written, Match otherwise) {
        if (empty(written)) {
            return null;
        }
        Match match = values.choice(key + ".match", written.match(), MATCHES);
        if (text(written.since()) == null) {
            onlyWithSince(key + ".zone", written.zone());
            onlyWithSince(key + ".unit", written.unit());
            if (match == Match.LATEST) {
                complaints.add(key + ".match", "is latest, and no date tells which row that is: write since");
            }
        }
        return new JoinedRows(
                values.required(key + ".table", written.table(), "the name of the table"),
                values.required(key + ".by", written.by(), "the column that names the organization"),
                text(written.to()),
                text(written.when()),
                valueTest(key, written.column(), written.values()),
                text(written.since()),
                values.choice(key + ".unit", written.unit(), UNITS),
                values.zone(key + ".zone", written.zone()),
                match == null ? otherwise : match);
    }

    private static boolean empty(OrgPurgeProperties.Join written) {
        return written.values().isEmpty()
                && Stream.of(
                                written.table(),
                                written.by(),
                                written.to(),
                                written.when(),
                                written.column(),
                                written.since(),
                                written.unit(),
                                written.zone(),
                                written.match())
                        .allMatch(value -> text(value) == null);
    }

    private void onlyWithSince(String key, @Nullable String written) {
        if (text(written) != null) {
            complaints.add(key, "needs since: write the column or expression from which the time counts");
        }
    }
}
