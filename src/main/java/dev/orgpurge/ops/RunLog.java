package dev.orgpurge.ops;

import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.NightFigures;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunSummary;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * One line for each run, step and organization that came to its end, for machines that read logs: people have the progress
 * line and the command's answer. Run and organization are fields of every line, whoever writes it.
 */
@Component
@ConditionalOnProperty("logging.structured.format.console")
final class RunLog implements PurgeListener {

    static final String RUN = "run_id";
    static final String ORGANIZATION = "org_id";

    /** The step after which the organizations of a batch have their status. */
    private static final String LAST_STEP = "orgpurge-certify";

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final NightFigures figures;

    RunLog(NightFigures figures) {
        this.figures = figures;
    }

    @Override
    public void runStarted(UUID runId, Mode mode) {
        MDC.put(RUN, runId.toString());
        LOG.info("run started, mode {}", word(mode));
    }

    @Override
    public void stepFinished(UUID runId, String step, int batch, Duration took) {
        LOG.info("step {} finished, batch {}, {} ms", step, batch, took.toMillis());
        if (step.equals(LAST_STEP)) {
            outcomes(runId, batch);
        }
    }

    @Override
    public void interludeEnded(UUID night) {
        MDC.put(RUN, night.toString());
    }

    @Override
    public void runFinished(RunSummary run) {
        outcomes(run.runId(), null);
        LOG.info(
                "run finished, mode {}, status {}, {} organizations, {} rows",
                word(run.mode()),
                word(run.status()),
                run.organizations(),
                run.rows());
        MDC.remove(RUN);
    }

    private void outcomes(UUID runId, @Nullable Integer batch) {
        figures.outcomes(runId, batch, (organization, status) -> outcome(organization.value(), status));
    }

    private static void outcome(String organization, OrganizationStatus status) {
        MDC.put(ORGANIZATION, organization);
        try {
            LOG.info("organization {}", word(status));
        } finally {
            MDC.remove(ORGANIZATION);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
