package dev.orgpurge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orgpurge.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

    @ParameterizedTest
    @ValueSource(ints = {140000, 150017, 180006, 190000})
    void supported_servers_and_those_to_come_pass(int number) {
        assertThatCode(() -> ServerVersion.require(number)).doesNotThrowAnyException();
    }

    @Test
    void an_older_server_is_refused_by_name() {
        Problem problem = catchThrowableOfType(Problem.class, () -> ServerVersion.require(130022));
        assertThat(problem.kind()).isEqualTo(Problem.Kind.REFUSED);
        assertThat(problem.code()).isEqualTo("SERVER_TOO_OLD");
        assertThat(problem.detail()).contains("PostgreSQL 13").contains("14 or newer");
    }
}
