package dev.orgpurge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark that measures the wrong thing is worse than none: everybody deletes the right rows, or is told apart. */
@Timeout(300)
class CourseIT {

    private static final String KEPT = "(select max(t.id) from outputs t join executions e on e.id = t.execution_id"
            + " join flows f on f.id = e.flow_id where f.org_id = 1)";

    @TempDir
    Path folder;

    /** Deletes like one transaction of plain deletes, and then something else. */
    private record Careless(String name, String afterwards, OptionalLong claims) implements Contender {
        @Override
        public Timing run(Database database, Shape shape) throws SQLException {
            Timing timing = new OneTransaction(false).run(database, shape);
            database.execute(afterwards);
            return new Timing(timing.began(), timing.took(), Optional.empty(), claims, Optional.empty());
        }
    }

    @Test
    void everybody_leaves_the_same_rows_and_who_does_not_is_named() throws SQLException {
        Shape shape = Shapes.interleaved(Size.TINY.rows());
        Program program = Program.packaged(folder);
        Stream<Contender> right = Stream.concat(
                Stream.of(new OrgPurge(program, Variant.ALL.get(0), 2)), Rivals.named(Rivals.names()).stream());
        List<Trial> trials = new ArrayList<>();
        right.forEach(contender -> trials.add(new Trial("right", "data", contender, Circumstance.QUIET)));
        careless().forEach(contender -> trials.add(new Trial("wrong", "data", contender, Circumstance.QUIET)));
        trials.add(new Trial("busy", "data", new OneTransaction(false), new Writers(shape, Duration.ofMillis(100))));

        Result result = run(program, new Scenario("test", Map.of("data", shape), trials, Optional.empty()));

        assertThat(result.wrong().stream()
                        .map(measurement ->
                                measurement.trial().contender().name() + ": " + String.join("; ", measurement.wrong())))
                .containsExactly(
                        "greedy: outputs has 799 rows instead of 800; outputs has other rows than it should",
                        "timid: organizations has 2 rows instead of 1; organizations has other rows than it should",
                        "altering: outputs has other rows than it should",
                        "boastful: it says that it deleted 1 rows",
                        "failing: ERROR: column \"none\" does not exist\n  Position: 8");
        assertThat(result.survivors("right").doomed()).isEqualTo(991);
        assertThat(chunks(result)).isGreaterThan(3);
    }

    private static Stream<Contender> careless() {
        return Stream.of(
                new Careless("greedy", "delete from outputs where id = " + KEPT, OptionalLong.empty()),
                new Careless("timid", "insert into organizations values (2, 'again', 'ACTIVE')", OptionalLong.empty()),
                new Careless("altering", "update outputs set body = 'x' where id = " + KEPT, OptionalLong.empty()),
                new Careless("boastful", "select 1", OptionalLong.of(1)),
                new Careless("failing", "select none", OptionalLong.empty()));
    }

    private static long chunks(Result result) {
        return result.valid(result.trials("right").get(0))
                .map(measurement -> measurement
                        .timing()
                        .orElseThrow()
                        .chunks()
                        .orElseThrow()
                        .count())
                .findFirst()
                .orElseThrow();
    }

    private static Result run(Program program, Scenario scenario) throws SQLException {
        TestDatabase database = TestServer.newDatabase();
        String user = String.valueOf(database.superuser().getUser());
        String password = String.valueOf(database.superuser().getPassword());
        try (Server server = Server.given(new Database(database.url(), user, password))) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            return new Course(server, program, 1, nowhere).run(scenario);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
