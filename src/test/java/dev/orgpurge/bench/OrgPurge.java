package dev.orgpurge.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged jar, as a nightly job runs it. Its time is what the run itself says. */
record OrgPurge(Program program, Variant variant, int workers) implements Contender {

    @Override
    public String name() {
        return "orgpurge-%s-%d".formatted(variant.name(), workers);
    }

    @Override
    public boolean ours() {
        return true;
    }

    /** The schema of its own, in a template: each copy has it. */
    static void init(Program program, Database database, Shape shape) {
        program.run(database, Variant.ALL.get(0).policy(shape.tables(), 1), "init");
    }

    @Override
    public Timing run(Database database, Shape shape) {
        try (Gateway gateway = new Gateway()) {
            String configuration = variant.configuration(shape, workers, gateway.address());
            Program.Ended ended = program.run(database, configuration, "purge-due", "--execute", "--output", "json");
            JsonNode run = JsonMapper.shared().readTree(ended.out());
            String status = run.get("status").asString();
            if (!status.equals("complete")) {
                throw new IllegalStateException("the run ended " + status);
            }
            Instant began = Instant.parse(run.get("started_at").asString());
            Instant finished = Instant.parse(run.get("finished_at").asString());
            return new Timing(
                    began,
                    Duration.between(began, finished),
                    Optional.of(ended.lived()),
                    OptionalLong.of(run.get("rows").asLong()),
                    Optional.of(ChunkTimes.parse(gateway.metrics())));
        }
    }
}
