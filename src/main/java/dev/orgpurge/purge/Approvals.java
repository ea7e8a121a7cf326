package dev.orgpurge.purge;

import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@code orgpurge.run_approval}: whom a run may purge because somebody said so beforehand. */
@Component
final class Approvals {

    private static final int PAGE = 2_000;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final PurgeSettings settings;

    Approvals(JdbcClient jdbc, JdbcTemplate template, PurgeSettings settings) {
        this.jdbc = jdbc;
        this.template = template;
        this.settings = settings;
    }

    /**
     * A night that deletes may be bound to an approval.
     *
     * @throws Problem refused, if one is required and missing
     */
    void require(PurgeRequest request) {
        boolean night = request.mode() == Mode.EXECUTE && !request.named();
        if (night && request.approved() == null && settings.guards().requirePlan()) {
            throw Problem.refused(
                    "PLAN_REQUIRED",
                    "orgpurge.guards.require-plan is true: write one with plan --out FILE, have it approved, and give it"
                            + " with --plan FILE; nothing was deleted");
        }
    }

    /** @throws Problem drift, if the database and policy of today make another plan */
    void requireSamePlan(@Nullable ApprovedPlan approved, String digest) {
        if (approved != null && !approved.digest().equals(digest)) {
            throw Problem.planChanged("the approved plan is " + approved.digest() + ", today's is " + digest
                    + ": schema or policy changed since; write a new one with plan --out FILE. Nothing was deleted");
        }
    }

    void record(UUID run, @Nullable ApprovedPlan approved) {
        if (approved == null) {
            return;
        }
        List<String> page = new ArrayList<>();
        approved.candidates(id -> {
            page.add(id);
            if (page.size() == PAGE) {
                insert(run, page);
            }
        });
        insert(run, page);
    }

    private void insert(UUID run, List<String> page) {
        template.batchUpdate(
                "insert into orgpurge.run_approval values (?, ?)",
                page.stream().map(id -> new Object[] {run, id}).toList());
        page.clear();
    }

    /**
     * Compares whom the run would purge with whom somebody approved: nobody more, nobody less.
     *
     * @throws Problem refused, naming up to five of each kind
     */
    void compare(Run run) {
        if (run.approval() == null) {
            return;
        }
        List<String> more = difference(run, "o.organization", "a.organization is null");
        List<String> less = difference(run, "a.organization", "o.organization is null");
        if (!more.isEmpty() || !less.isEmpty()) {
            throw Problem.refused(
                    "NOT_APPROVED",
                    "who is eligible is not who was approved" + named(", eligible but not approved: ", more)
                            + named(", approved but not eligible: ", less)
                            + "; nothing was deleted: look at candidates and write a new plan with plan --out FILE");
        }
    }

    private List<String> difference(Run run, String id, String where) {
        return jdbc.sql("select " + id + " from (select organization from orgpurge.run_organization"
                        + " where run_id = :run and status = 'pending') o full join (select organization from"
                        + " orgpurge.run_approval where run_id = :run) a on a.organization = o.organization where "
                        + where + " order by 1 limit 6")
                .param("run", run.id())
                .query((row, i) -> row.getString(1))
                .list();
    }

    private static String named(String what, List<String> ids) {
        return ids.isEmpty()
                ? ""
                : what + String.join(", ", ids.subList(0, Math.min(5, ids.size()))) + (ids.size() > 5 ? ", …" : "");
    }
}
