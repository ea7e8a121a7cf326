package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class OutputTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = Console.of(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream());
    private final Output output = new Output(console, new Interruption(console, new DefaultListableBeanFactory()));

    @Test
    void an_answer_that_breaks_off_is_still_one_object_and_tells_the_error() {
        output.begin(OutputFormat.JSON);
        Problem problem = Problem.unexpected("DATABASE_UNREACHABLE", "gone", null);
        try {
            output.object(json -> {
                json.writeArrayPropertyStart("organizations");
                json.writeStartObject();
                json.writeStringProperty("org_id", "1");
                json.writeObjectPropertyStart("tables");
                throw problem;
            });
        } catch (Problem told) {
            output.fail(told);
            assertThat(output.exit()).isEqualTo(ExitCode.UNEXPECTED);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo(
                        "{\"organizations\":[{\"org_id\":\"1\",\"tables\":{}}],\"errors\":[{\"code\":\"DATABASE_UNREACHABLE\",\"detail\":\"gone\"}]}");
        assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo("error: gone [DATABASE_UNREACHABLE]");
    }

    @Test
    void a_problem_before_any_answer_is_an_object_of_its_own_in_json_and_a_sentence_otherwise() {
        output.begin(OutputFormat.TABLE);
        output.fail(Problem.locked("another run is at work"));
        assertThat(output.exit()).isEqualTo(ExitCode.LOCKED);
        assertThat(out.size()).isZero();
        output.begin(OutputFormat.JSON);
        output.fail(Problem.drift("changed"));
        assertThat(out.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"errors\":[{\"code\":\"SCHEMA_DRIFT\",\"detail\":\"changed\"}]}");
    }
}
