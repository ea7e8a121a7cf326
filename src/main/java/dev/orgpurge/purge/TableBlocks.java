package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many blocks a table has, and whether its rows had better be deleted by them. */
@Component
final class TableBlocks {

    /**
     * One row in so many has to go. Going through a table costs about a tenth of a delete for each row that stays, and finds the
     * neighbours of a page together; by its organizations' keys a page is visited as often as it holds rows of different ones.
     */
    static final int SHARE = 4;

    private final JdbcClient jdbc;

    TableBlocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a table takes on disk.
     *
     * @param blocks of its largest part
     * @param parts how many it has: itself, or its partitions
     * @param rows of all parts, as the statistics have it; 0: not known
     */
    record Extents(long blocks, int parts, long rows) {

        /** So many blocks of each part are about {@code width} blocks of the table, at least one. */
        long stride(int width) {
            return Math.max(1, width / Math.max(1, parts));
        }
    }

    Extents extents(PlanStep step) {
        return jdbc.sql("""
                        select coalesce(max(pg_relation_size(p.part)), 0) / current_setting('block_size')::bigint as blocks,
                               count(*)::integer as parts, coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint as rows
                          from (select cast(:table as regclass) as part
                                 union
                                select t.relid from pg_partition_tree(cast(:table as regclass)) t where t.isleaf) p
                          join pg_class c on c.oid = p.part and c.relkind = 'r'
                        """)
                .param("table", step.table().name().sql())
                .query((row, i) -> new Extents(row.getLong("blocks"), row.getInt("parts"), row.getLong("rows")))
                .single();
    }

    /**
     * True if a large part of a table goes at once, and more than one chunk's.
     *
     * @param going rows that were counted
     */
    static boolean worthwhile(Extents extents, long going) {
        return going > SliceStore.GIANT_ROWS && extents.rows() > 0 && going >= extents.rows() / SHARE;
    }
}
