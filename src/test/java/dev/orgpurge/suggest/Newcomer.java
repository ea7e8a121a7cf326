package dev.orgpurge.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Cli.Result;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody with a database and nothing else: asks for a policy, looks at the plan, purges one organization. */
final class Newcomer {

    private final TestDatabase database;
    private final Path policy;

    private Newcomer(TestDatabase database, Path policy) {
        this.database = database;
        this.policy = policy;
    }

    static Newcomer with(TestDatabase database, Path folder, String table) {
        Path file = folder.resolve("policy.yaml");
        Result result = Cli.run(database, "policy-suggest", "--table", table, "--out", file.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        return new Newcomer(database, file);
    }

    String policy() {
        try {
            return Files.readString(policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--spring.config.additional-location=file:" + policy;
        return Cli.run(database, all);
    }

    /** Purges the organization marked b; nothing of it may stay, and nothing else may change. */
    void purgesCompletely(Likeness likeness, String rootTable) {
        Result plan = run("plan", "--output", "json");
        assertThat(plan.exit()).as(plan.out()).isZero();
        Map<String, String> before = likeness.census(database);
        String id = database.jdbc()
                .sql("select id::text from " + rootTable + " where mark = 'b'")
                .query(String.class)
                .single();
        Result init = run("init");
        assertThat(init.exit()).as(init.err()).isZero();
        Result purge = run("purge", "--org-id", id, "--execute", "--confirm", id, "--output", "json");
        assertThat(purge.exit()).as(purge.out() + purge.err()).isZero();
        assertThat(purge.out()).contains("\"status\":\"purged\"");
        assertThat(likeness.census(database))
                .isEqualTo(before.entrySet().stream()
                        .filter(entry -> !entry.getKey().endsWith(" of b"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
