package dev.orgpurge.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a whole process costs that deletes nothing.
 *
 * @param cache what has to exist before the process is measured
 */
record Command(String name, Program program, Optional<AotCache> cache, List<String> words) implements Contender {

    private static final List<String> NIGHT = List.of("purge-due", "--execute");

    static Command emptyNight(Program program) {
        return new Command("empty-night", program, Optional.empty(), NIGHT);
    }

    static Command help(Program program) {
        return new Command("help", program, Optional.empty(), List.of("--help"));
    }

    static Command emptyNight(AotCache cache) {
        return new Command("empty-night-aot", cache.program(), Optional.of(cache), NIGHT);
    }

    static Command help(AotCache cache) {
        return new Command("help-aot", cache.program(), Optional.of(cache), List.of("--help"));
    }

    @Override
    public void prepare(Database database) {
        cache.ifPresent(AotCache::make);
    }

    @Override
    public Timing run(Database database, Shape shape) {
        Instant began = Instant.now();
        Duration lived = run(program, database, words);
        return new Timing(began, lived, Optional.of(lived), OptionalLong.empty(), Optional.empty());
    }

    private static Duration run(Program program, Database database, List<String> words) {
        String configuration = Variant.ALL.get(0).policy(List.of(), 1);
        return program.run(database, configuration, words.toArray(String[]::new))
                .lived();
    }
}
