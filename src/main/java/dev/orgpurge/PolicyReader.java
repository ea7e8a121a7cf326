package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code orgpurge.tables} and {@code orgpurge.edges}. */
final class PolicyReader {

    private static final Map<String, Treatment> OF_TABLES =
            Map.of("delete", Treatment.DELETE, "retain", Treatment.RETAIN, "unrelated", Treatment.UNRELATED);
    private static final Map<String, Treatment> OF_EDGES =
            Map.of("set-null", Treatment.SET_NULL, "delete", Treatment.DELETE, "refuse", Treatment.REFUSE);

    private final Complaints complaints;
    private final WrittenValues values;

    PolicyReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    Policy policy(
            List<OrgPurgeProperties.TableLine> tables, List<OrgPurgeProperties.EdgeLine> edges, long maxScanRows) {
        List<Policy.TablePolicy> tableLines = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            tableLines.add(table("orgpurge.tables[" + i + "]", tables.get(i)));
        }
        List<Policy.EdgePolicy> edgeLines = new ArrayList<>();
        for (int i = 0; i < edges.size(); i++) {
            edgeLines.add(edge("orgpurge.edges[" + i + "]", edges.get(i)));
        }
        return new Policy(tableLines, edgeLines, maxScanRows);
    }

    private Policy.TablePolicy table(String key, OrgPurgeProperties.TableLine written) {
        Treatment treatment = values.choice(key + ".treatment", written.treatment(), OF_TABLES);
        boolean retain = treatment == Treatment.RETAIN;
        if (retain) {
            values.required(key + ".ground", written.ground(), "the legal ground for keeping these rows");
        } else if (text(written.treatment()) == null || treatment != null) {
            onlyWith("treatment: retain", key + ".ground", written.ground());
            onlyWith("treatment: retain", key + ".detach", written.detach().isEmpty() ? null : "given");
        }
        if (treatment == Treatment.UNRELATED) {
            onlyWith("a treatment other than unrelated", key + ".owned-by", written.ownedBy());
            onlyWith("a treatment other than unrelated", key + ".owned-by-root", written.ownedByRoot());
            onlyWith(
                    "a treatment other than unrelated",
                    key + ".accept",
                    written.accept().isEmpty() ? null : "given");
        }
        if (text(written.ownedBy()) == null) {
            onlyWith("owned-by", key + ".when", written.when());
        }
        keepPartitions(key + ".partitions", written.partitions());
        return new Policy.TablePolicy(
                values.required(key + ".table", written.table(), "the name of the table this line is about"),
                text(written.ownedBy()),
                text(written.ownedByRoot()),
                text(written.when()),
                treatment,
                text(written.ground()),
                written.detach(),
                written.accept(),
                values.flag(key + ".immutable", written.immutable()));
    }

    /** Dropping a partition takes rows away uncounted and changes somebody else's schema: said, rather than an unknown key. */
    private void keepPartitions(String key, @Nullable String written) {
        String wanted = text(written);
        if (wanted != null && !wanted.equals("keep")) {
            complaints.add(
                    key,
                    "must be keep: OrgPurge deletes rows one by one, counted, and never drops or detaches a partition;"
                            + " do that yourself once the purge has emptied it");
        }
    }

    private void onlyWith(String what, String key, @Nullable String written) {
        if (text(written) != null) {
            complaints.add(key, "only makes sense with " + what + ": add that or remove this");
        }
    }

    private Policy.EdgePolicy edge(String key, OrgPurgeProperties.EdgeLine written) {
        String table = values.required(key + ".table", written.table(), "the name of the table the edge starts from");
        String edge = values.required(
                key + ".edge", written.edge(), "the foreign key's name, or \"column -> table\" for a loose relation");
        values.required(key + ".treatment", written.treatment(), "set-null, delete or refuse");
        Treatment treatment = values.choice(key + ".treatment", written.treatment(), OF_EDGES);
        return new Policy.EdgePolicy(table, edge, treatment == null ? Treatment.REFUSE : treatment);
    }
}
