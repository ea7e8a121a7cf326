package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people say against a run: stop, pause, kill switch, legal holds, that they do not ask for an organization any more, and a
 * reactivation behind our back. Stop, pause and
 * holds are asked in every chunk's transaction; all of them with one cheap question, the holds by name only when there is a
 * new one. The application that reactivates takes no lock of ours, so that is asked when a piece of work begins, once a second
 * after that, and under the root rows' locks before these go.
 */
@Component
final class Objections {

    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Reason REACTIVATED = new Reason(
            ReasonCode.REACTIVATED_DURING_PURGE,
            null,
            null,
            "no due rule selects it any more: somebody reactivated it while the run was at work");

    /** Holds are counted: rows are never removed, and numbers are given before the commit, so a lower one may appear after a higher. */
    private static final String PROBE = """
            select exists (select from orgpurge.stop_request s where s.run_id = r.run_id and s.epoch = r.epoch) as stop,
                   exists (select from orgpurge.pause p
                            where not exists (select from orgpurge.pause_end e where e.pause_id = p.pause_id)) as pause,
                   (select count(*) from orgpurge.legal_hold) as holds
              from orgpurge.run r
             where r.run_id = :id and r.epoch = :epoch
            """;

    private final JdbcClient jdbc;
    private final PauseStore pauses;
    private final OrganizationStore organizations;
    private final KillSwitch killSwitch;
    private final StopSwitch stop;
    private final RunLock lock;
    private final Map<BatchKey, Long> heardOf = new ConcurrentHashMap<>();
    private final Map<BatchKey, Asked> asked = new ConcurrentHashMap<>();

    Objections(
            JdbcClient jdbc,
            PauseStore pauses,
            OrganizationStore organizations,
            KillSwitch killSwitch,
            StopSwitch stop,
            RunLock lock) {
        this.jdbc = jdbc;
        this.pauses = pauses;
        this.organizations = organizations;
        this.killSwitch = killSwitch;
        this.stop = stop;
        this.lock = lock;
    }

    private record BatchKey(UUID run, int batch) {}

    /** When reactivations were looked for, and for which piece of work. */
    private record Asked(int round, int work, long nanos) {}

    private record Probe(boolean stop, boolean pause, long holds) {}

    /**
     * Before a run is started or goes on.
     *
     * @throws Problem stopped, if somebody wants peace
     */
    void refuseToBegin() {
        Optional<Problem> refusal = refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    Optional<Problem> refusal() {
        return killSwitch.thrown()
                ? Optional.of(Problem.stopped(KillSwitch.CODE, killSwitch.sentence()))
                : pauses.standing().map(pause -> Problem.stopped(Pause.CODE, pause.sentence()));
    }

    /**
     * Between two steps, outside any transaction.
     *
     * @throws StoppedException if the run is to be left here
     * @throws Problem locked, if another process owns the run
     */
    void check(Run run) {
        checkProcess(run);
        Probe probe = jdbc.sql(PROBE)
                .param("id", run.id())
                .param("epoch", run.epoch())
                .query((row, i) -> new Probe(row.getBoolean("stop"), row.getBoolean("pause"), 0))
                .optional()
                .orElseThrow(() -> RunStore.takenOver(run));
        obey(run, probe);
        lock.keep();
    }

    /** Before a chunk: what needs no database. A rehearsal deletes nothing, so the kill switch is not for it. */
    void checkProcess(Run run) {
        stop.check();
        if (run.executes() && killSwitch.thrown()) {
            throw new StoppedException(killSwitch.sentence());
        }
    }

    private void obey(Run run, Probe probe) {
        if (probe.stop()) {
            throw new StoppedException("somebody asked for it with stop");
        }
        if (probe.pause() && run.executes()) {
            throw new StoppedException(
                    RunStatus.PAUSED, pauses.standing().map(Pause::sentence).orElse("purging was paused"));
        }
    }

    /**
     * In a chunk's transaction, behind the gate and before anything is deleted. The run's row stays share-locked until the
     * commit.
     *
     * @throws Problem locked, if another process owns the run
     * @throws StoppedException if the run is to be left here
     * @throws HeldBackException if there are organizations of the batch that must not be touched any more
     */
    void assertNone(BatchContext batch, Work work) {
        Probe probe = jdbc.sql(PROBE + " for share of r")
                .param("id", batch.runId())
                .param("epoch", batch.run().epoch())
                .query((row, i) -> new Probe(row.getBoolean("stop"), row.getBoolean("pause"), row.getLong("holds")))
                .optional()
                .orElseThrow(() -> RunStore.takenOver(batch.run()));
        obey(batch.run(), probe);
        assertNotHeld(batch, probe.holds());
        assertNotReactivated(batch, work);
    }

    private void assertNotHeld(BatchContext batch, long holds) {
        BatchKey key = new BatchKey(batch.runId(), batch.batch());
        Long heard = heardOf.get(key);
        if (heard != null && heard == holds) {
            return;
        }
        List<Member> members = claimed(batch);
        Map<OrganizationId, List<Reason>> held = new LinkedHashMap<>(batch.context()
                .constraints()
                .held(members.stream().map(Member::id).toList()));
        members.stream()
                .map(Member::id)
                .filter(batch.context().night()::leaves)
                .forEach(id -> held.putIfAbsent(id, List.of(Night.LEFT)));
        holdBack(members, held);
        heardOf.put(key, holds);
    }

    private void assertNotReactivated(BatchContext batch, Work work) {
        BatchKey key = new BatchKey(batch.runId(), batch.batch());
        Asked before = asked.get(key);
        long now = System.nanoTime();
        if (before != null
                && before.round() == batch.round()
                && before.work() == work.number()
                && now - before.nanos() < ASK_AGAIN_NANOS) {
            return;
        }
        assertStillDue(batch, claimed(batch));
        asked.put(key, new Asked(batch.round(), work.number(), now));
    }

    /**
     * With the root rows of these organizations locked, before they are deleted.
     *
     * @throws HeldBackException if a due rule does not select one of them any more
     */
    void assertStillDue(BatchContext batch, Collection<Integer> ordinals) {
        assertStillDue(
                batch,
                claimed(batch).stream()
                        .filter(member -> ordinals.contains(member.ordinal()))
                        .toList());
    }

    private void assertStillDue(BatchContext batch, List<Member> asked) {
        RunContext context = batch.context();
        List<Member> members = asked.stream()
                .filter(member -> decidedByTheRowAlone(context, member))
                .toList();
        List<Organization> found = context.organizations()
                .findAll(
                        members.stream().map(Member::id).toList(),
                        context.run().asOf(),
                        context.run().named());
        Map<OrganizationId, List<Reason>> reactivated =
                context.constraints().notDue(found, context.run().lifting()).keySet().stream()
                        .collect(Collectors.toMap(id -> id, id -> List.of(REACTIVATED)));
        holdBack(members, reactivated);
    }

    /** Rows of another table, by which a rule may have selected it, are perhaps gone already: by our own hand. */
    private static boolean decidedByTheRowAlone(RunContext context, Member member) {
        String rule = member.basis().rule();
        return rule != null && context.organizations().decidedByTheRowAlone(rule);
    }

    private static void holdBack(List<Member> members, Map<OrganizationId, List<Reason>> reasons) {
        Map<Integer, List<Reason>> back = new LinkedHashMap<>();
        for (Member member : members) {
            List<Reason> why = reasons.get(member.id());
            if (why != null) {
                back.put(member.ordinal(), why);
            }
        }
        if (!back.isEmpty()) {
            throw new HeldBackException(back);
        }
    }

    private List<Member> claimed(BatchContext batch) {
        return organizations.members(batch.runId(), batch.batch(), OrganizationStore.CLAIMED);
    }

    void forget(Run run) {
        heardOf.keySet().removeIf(key -> key.run().equals(run.id()));
        asked.keySet().removeIf(key -> key.run().equals(run.id()));
    }
}
