package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks at what a night would take before its first delete: more than expected, and somebody should look first. All that is
 * exceeded is told at once. Nothing is ever cut to fit.
 */
@Component
final class Guards {

    /** Earlier nights that the median is taken of. */
    private static final int NIGHTS = 10;

    /** Fewer earlier nights have no median worth the name. */
    private static final int ENOUGH_NIGHTS = 5;

    /** So few may always go: from 1 to 15 is no jump. */
    private static final int NO_JUMP = 20;

    private final JdbcClient jdbc;

    Guards(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Looks at a night whose candidates are recorded and cut.
     *
     * @throws Problem refused, with every number seen and the setting that it exceeds
     */
    void check(RunContext context, long eligible) {
        GuardSettings guards = context.settings().guards();
        List<Problem> exceeded = new ArrayList<>();
        organizations(guards, eligible).ifPresent(exceeded::add);
        share(context, guards, eligible).ifPresent(exceeded::add);
        jump(guards, eligible).ifPresent(exceeded::add);
        rows(context, guards).ifPresent(exceeded::add);
        if (!exceeded.isEmpty()) {
            String what = exceeded.stream().map(Problem::detail).collect(Collectors.joining("; and "));
            throw Problem.refused(
                    exceeded.get(0).code(),
                    what
                            + "; nothing was deleted: look at candidates, then raise the guard or cut with --max-organizations");
        }
    }

    private static Optional<Problem> organizations(GuardSettings guards, long eligible) {
        if (eligible <= guards.maxOrganizations()) {
            return Optional.empty();
        }
        return exceeded(
                "TOO_MANY_CANDIDATES",
                eligible + " organizations are eligible, more than orgpurge.guards.max-organizations = "
                        + guards.maxOrganizations());
    }

    private static Optional<Problem> share(RunContext context, GuardSettings guards, long eligible) {
        long all = context.organizations().count();
        long most = Math.max(1, (long) Math.floor(all * guards.maxShare()));
        if (eligible <= most) {
            return Optional.empty();
        }
        return exceeded(
                "TOO_MANY_CANDIDATES",
                eligible + " of " + all + " organizations are eligible, more than orgpurge.guards.max-share = "
                        + Math.round(guards.maxShare() * 1000) / 10.0 + "% (" + most + ")");
    }

    private Optional<Problem> jump(GuardSettings guards, long eligible) {
        if (eligible <= NO_JUMP) {
            return Optional.empty();
        }
        return median().filter(median -> eligible > median * guards.maxJump())
                .flatMap(median -> exceeded(
                        "UNUSUAL_NIGHT",
                        eligible + " organizations are eligible where the median of the last nights is "
                                + median.longValue() + ", more than orgpurge.guards.max-jump = " + guards.maxJump()
                                + " times that"));
    }

    /** Of nights that executed; absent if there were too few. */
    private Optional<Double> median() {
        return jdbc.sql("""
                        select percentile_disc(0.5) within group (order by eligible)::double precision
                          from (select eligible from orgpurge.run
                                 where mode = 'EXECUTE' and organization is null and organizations = '{}' and eligible is not null
                                 order by number desc limit :nights) n
                        having count(*) >= :enough
                        """)
                .param("nights", NIGHTS)
                .param("enough", ENOUGH_NIGHTS)
                .query((row, i) -> row.getDouble(1))
                .optional();
    }

    /** Counts only if somebody set a bound: it reads what the run will collect anyway. */
    private Optional<Problem> rows(RunContext context, GuardSettings guards) {
        Long most = guards.maxRows();
        if (most == null) {
            return Optional.empty();
        }
        long rows = context.tables().plan().steps().stream()
                .filter(PlanStep::deletes)
                .mapToLong(step -> rows(context, step))
                .sum();
        return rows <= most
                ? Optional.empty()
                : exceeded(
                        "TOO_MANY_ROWS", rows + " rows would be deleted, more than orgpurge.guards.max-rows = " + most);
    }

    private long rows(RunContext context, PlanStep step) {
        return jdbc.sql(CheckSql.rowsOfEligible(context.tables(), step))
                .param("run", context.run().id())
                .query((row, i) -> row.getLong(1))
                .single();
    }

    private static Optional<Problem> exceeded(String code, String detail) {
        return Optional.of(Problem.refused(code, detail));
    }
}
