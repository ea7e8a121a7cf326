package dev.orgpurge.purge;

import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.OrganizationStore.Judged;
import dev.orgpurge.purge.RunJobs.FirstError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Reads candidates, judges them, records candidate, verdict and all reasons. An item is a page of candidates, so that every
 * constraint is one question for the whole page rather than one for each organization.
 */
@Component
final class SelectionStep {

    private static final int PAGE = SelectionEvidence.PAGE;

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final OrganizationStore organizations;
    private final RunStore runs;
    private final Ledger ledger;

    SelectionStep(
            JobRepository repository,
            PlatformTransactionManager transactions,
            OrganizationStore organizations,
            RunStore runs,
            Ledger ledger) {
        this.repository = repository;
        this.transactions = transactions;
        this.organizations = organizations;
        this.runs = runs;
        this.ledger = ledger;
    }

    /** A page of candidates, numbered from 1. */
    record Page(int number, List<Organization> candidates) {}

    /** A page with its verdicts. */
    record JudgedPage(int number, List<Judged> candidates) {}

    Step build(RunContext context, FirstError error) {
        return new StepBuilder("selectOrganizations", repository)
                .<Page, JudgedPage>chunk(1)
                .transactionManager(transactions)
                .reader(new CandidateReader(context, error))
                .processor(new Validation(context, error))
                .writer(new VerdictWriter(context, error))
                .build();
    }

    /** Pages through the due organizations in key order; remembers the last key, so that a restart goes on behind it. */
    private static final class CandidateReader implements ItemStreamReader<Page> {

        private static final String LAST = "last.organization";
        private static final String PAGES = "pages";

        private final RunContext context;
        private final FirstError error;
        private @Nullable String last;
        private int pages;
        private boolean exhausted;

        CandidateReader(RunContext context, FirstError error) {
            this.context = context;
            this.error = error;
        }

        @Override
        public void open(ExecutionContext execution) {
            last = execution.containsKey(LAST) ? execution.getString(LAST) : null;
            pages = execution.getInt(PAGES, 0);
        }

        @Override
        public @Nullable Page read() {
            if (exhausted) {
                return null;
            }
            List<Organization> page = error.keeping(this::next);
            if (page.isEmpty()) {
                return null;
            }
            last = page.get(page.size() - 1).id().value();
            return new Page(++pages, page);
        }

        private List<Organization> next() {
            Run run = context.run();
            String named = run.organization();
            if (!run.several().isEmpty()) {
                exhausted = true;
                return last != null ? List.of() : several(run);
            }
            if (named == null) {
                OrganizationId after = last == null ? null : new OrganizationId(last);
                return context.organizations().candidates(context.run().asOf(), after, PAGE);
            }
            exhausted = true;
            return last != null
                    ? List.of()
                    : List.of(context.organizations()
                            .find(new OrganizationId(named), context.run().asOf())
                            .orElseThrow(() -> noSuchOrganization(named)));
        }

        /** They fit one page; who is gone by now is left out. */
        private List<Organization> several(Run run) {
            return context.organizations()
                    .findAll(run.several().stream().map(OrganizationId::new).toList(), run.asOf(), true);
        }

        private static Problem noSuchOrganization(String named) {
            return Problem.notFound("NO_SUCH_ORGANIZATION", "there is no organization " + named);
        }

        @Override
        public void update(ExecutionContext execution) {
            if (last != null) {
                execution.putString(LAST, last);
                execution.putInt(PAGES, pages);
            }
        }
    }

    /** Validates every deletion constraint. */
    private static final class Validation implements ItemProcessor<Page, JudgedPage> {

        private final RunContext context;
        private final FirstError error;

        Validation(RunContext context, FirstError error) {
            this.context = context;
            this.error = error;
        }

        @Override
        public JudgedPage process(Page page) {
            Map<OrganizationId, Verdict> verdicts = error.keeping(() -> context.constraints()
                    .validate(page.candidates(), context.run().lifting()));
            List<Judged> judged = page.candidates().stream()
                    .map(candidate -> new Judged(candidate, Objects.requireNonNull(verdicts.get(candidate.id()))))
                    .toList();
            return new JudgedPage(page.number(), judged);
        }
    }

    /** Records the population: blocked ones too, with every reason. */
    private final class VerdictWriter implements ItemWriter<JudgedPage> {

        private final RunContext context;
        private final FirstError error;

        VerdictWriter(RunContext context, FirstError error) {
            this.context = context;
            this.error = error;
        }

        @Override
        public void write(Chunk<? extends JudgedPage> pages) {
            error.<@Nullable Object>keeping(() -> {
                record(pages);
                return null;
            });
        }

        private void record(Chunk<? extends JudgedPage> pages) {
            Run run = context.run();
            runs.assertOwned(run);
            for (JudgedPage page : pages) {
                organizations.record(run.id(), page.candidates());
                if (run.executes()) {
                    ledger.append(SelectionEvidence.selected(run, page.number(), page.candidates()));
                }
            }
        }
    }
}
