package dev.orgpurge.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.PreparedStatementSetter;

/** Inserts any number of entries with one statement: one array for each column. */
record EntryInsert(List<StoredEntry> entries) implements PreparedStatementSetter {

    static final String SQL = """
            insert into orgpurge.ledger_entry (position, at, kind, run_id, organization, body, previous_hash, hash)
            select e.position, ?, e.kind, e.run_id::uuid, e.organization, e.body, e.previous_hash, e.hash
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as e(position, kind, run_id, organization, body, previous_hash, hash)
            """;

    @Override
    public void setValues(PreparedStatement statement) throws SQLException {
        statement.setObject(1, entries.get(0).at().atOffset(ZoneOffset.UTC));
        bind(statement, 2, "bigint", StoredEntry::position);
        bind(statement, 3, "text", StoredEntry::kind);
        bind(statement, 4, "text", StoredEntry::runId);
        bind(statement, 5, "text", StoredEntry::organization);
        bind(statement, 6, "text", StoredEntry::body);
        bind(statement, 7, "text", StoredEntry::previousHash);
        bind(statement, 8, "text", StoredEntry::hash);
    }

    private void bind(
            PreparedStatement statement, int index, String type, Function<StoredEntry, @Nullable Object> column)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                index,
                connection.createArrayOf(type, entries.stream().map(column).toArray()));
    }
}
