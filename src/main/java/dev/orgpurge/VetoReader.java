package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.organization.ColumnTest;
import dev.orgpurge.organization.JoinedRows;
import dev.orgpurge.organization.Veto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code orgpurge.organization.vetoes}. */
final class VetoReader {

    private final Complaints complaints;
    private final WrittenValues values;
    private final JoinReader joins;

    VetoReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
        this.joins = new JoinReader(complaints, values);
    }

    List<Veto> vetoes(List<OrgPurgeProperties.VetoLine> written) {
        List<Veto> vetoes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < written.size(); i++) {
            String key = "orgpurge.organization.vetoes[" + i + "]";
            Veto veto = veto(key, written.get(i));
            if (!veto.veto().isEmpty() && !names.add(veto.veto())) {
                complaints.add(
                        key + ".veto", "is used twice: " + WrittenValues.quoted(veto.veto()) + " needs another name");
            }
            vetoes.add(veto);
        }
        return vetoes;
    }

    private Veto veto(String key, OrgPurgeProperties.VetoLine written) {
        ColumnTest column = joins.valueTest(key, written.column(), written.values());
        JoinedRows join = joins.join(key + ".join", written.join());
        List<String> ids = joins.list(key + ".ids", written.ids());
        long said = Stream.of(text(written.when()), column, join, ids.isEmpty() ? null : ids)
                .filter(Objects::nonNull)
                .count();
        if (said != 1) {
            complaints.add(
                    key,
                    (said == 0 ? "protects nobody" : "says " + said + " things")
                            + ": write exactly one of when, column with values, ids and join; each further one is a"
                            + " veto of its own");
        }
        return new Veto(
                values.required(key + ".veto", written.veto(), "the veto's name"),
                text(written.when()),
                column,
                ids,
                join);
    }
}
