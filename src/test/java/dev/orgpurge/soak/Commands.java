package dev.orgpurge.soak;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Cli.Result;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Short commands of the product, inside this JVM. */
final class Commands {

    private final TestDatabase database;
    private final Path policy;

    Commands(TestDatabase database, Path policy) {
        this.database = database;
        this.policy = policy;
    }

    Result run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        return Cli.run(database, all.toArray(String[]::new));
    }
}
