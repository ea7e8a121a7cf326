package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many blocks a table has, and whether its rows had better be deleted by them. */
@Component
final class TableBlocks {

    /** One row in so many has to go: going through a table costs about a tenth of a delete for each row that stays. */
    static final int SHARE = 4;

    /**
     * So many rows of a block have to go, on average. By their organizations' keys a block is visited as often as it holds rows of
     * different ones; a table that is fat or bloated has many blocks for few rows, and going through all of them costs more.
     */
    static final int PER_BLOCK = 8;

    private final JdbcClient jdbc;

    TableBlocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a table takes on disk.
     *
     * @param blocks of its largest part
     * @param parts how many it has: itself, or its partitions
     * @param total blocks of all parts
     * @param rows of all parts, as dense as the statistics have it; 0: not known
     */
    record Extents(long blocks, int parts, long total, long rows) {

        /** So many blocks of each part are about {@code width} blocks of the table, at least one. */
        long stride(int width) {
            return Math.max(1, width / Math.max(1, parts));
        }
    }

    Extents extents(PlanStep step) {
        return jdbc.sql("""
                        select coalesce(max(p.blocks), 0) as blocks, count(*)::integer as parts, coalesce(sum(p.blocks), 0)::bigint as total,
                               coalesce(sum(case when p.relpages > 0 then greatest(p.reltuples, 0) * p.blocks / p.relpages end), 0)::bigint
                               as rows
                          from (select pg_relation_size(c.oid) / current_setting('block_size')::bigint as blocks, c.relpages, c.reltuples
                                  from pg_class c
                                 where c.relkind = 'r'
                                   and c.oid in (select cast(:table as regclass)
                                                  union all
                                                 select t.relid from pg_partition_tree(cast(:table as regclass)) t where t.isleaf)) p
                        """)
                .param("table", step.table().name().sql())
                .query((row, i) -> new Extents(
                        row.getLong("blocks"), row.getInt("parts"), row.getLong("total"), row.getLong("rows")))
                .single();
    }

    /**
     * True if a large part of a table goes at once, from everywhere in it, and more than one chunk's.
     *
     * @param going rows that were counted
     */
    static boolean worthwhile(Extents extents, long going) {
        return going > SliceStore.GIANT_ROWS
                && extents.rows() > 0
                && going >= extents.rows() / SHARE
                && going >= extents.total() * PER_BLOCK;
    }
}
