package dev.orgpurge.ops;

/**
 * What the gauges of one kind of run are called. A rehearsal has names of its own: a push replaces every metric of the same
 * name, and a night must not be overwritten by what was rehearsed.
 *
 * @param noun for the help texts
 */
record RunNames(
        String noun,
        String status,
        String attempt,
        String exit,
        String refused,
        String start,
        String finish,
        String duration,
        String rows,
        String organizations,
        String candidates,
        String success) {

    static final RunNames NIGHT = new RunNames(
            "run",
            MetricNames.RUN_STATUS,
            MetricNames.LAST_ATTEMPT,
            MetricNames.LAST_ATTEMPT_EXIT,
            MetricNames.LAST_ATTEMPT_REFUSED,
            MetricNames.LAST_RUN_START,
            MetricNames.LAST_RUN_FINISH,
            MetricNames.LAST_RUN_DURATION,
            MetricNames.LAST_RUN_ROWS,
            MetricNames.LAST_RUN_ORGANIZATIONS,
            MetricNames.LAST_RUN_CANDIDATES,
            MetricNames.LAST_SUCCESS);

    static final RunNames REHEARSAL = new RunNames(
            "rehearsal",
            MetricNames.REHEARSAL_STATUS,
            MetricNames.LAST_REHEARSAL_ATTEMPT,
            MetricNames.LAST_REHEARSAL_ATTEMPT_EXIT,
            MetricNames.LAST_REHEARSAL_ATTEMPT_REFUSED,
            MetricNames.LAST_REHEARSAL_START,
            MetricNames.LAST_REHEARSAL_FINISH,
            MetricNames.LAST_REHEARSAL_DURATION,
            MetricNames.LAST_REHEARSAL_ROWS,
            MetricNames.LAST_REHEARSAL_ORGANIZATIONS,
            MetricNames.LAST_REHEARSAL_CANDIDATES,
            MetricNames.LAST_REHEARSAL_SUCCESS);
}
