package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.problem.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;

class FailuresTest {

    private static final String ROW = "Key (email)=(jane@example.org) is still referenced";

    private static PSQLException server(String state, String message) {
        return new PSQLException(
                new ServerErrorMessage("SERROR\0C" + state + "\0M" + message + "\0D" + ROW + "\0tusers\0nusers_fk\0"));
    }

    private static Problem told(Throwable failure) {
        return Failures.atStart().translate(failure);
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, USAGE,      AUTHENTICATION_FAILED",
        "28000, USAGE,      AUTHENTICATION_FAILED",
        "08004, USAGE,      AUTHENTICATION_FAILED",
        "3D000, USAGE,      UNKNOWN_DATABASE",
        "42501, REFUSED,    MISSING_PRIVILEGE",
        "08006, UNEXPECTED, DATABASE_UNREACHABLE",
        "57P03, UNEXPECTED, DATABASE_UNREACHABLE",
        "57P01, UNEXPECTED, DATABASE_UNREACHABLE",
        "53300, UNEXPECTED, DATABASE_UNREACHABLE",
        "42P05, USAGE,      POOLER_DETECTED",
        "26000, USAGE,      POOLER_DETECTED",
        "53100, UNEXPECTED, DATABASE_ERROR",
        "23503, UNEXPECTED, UNEXPECTED",
        "42P01, UNEXPECTED, UNEXPECTED",
    })
    void the_sqlstate_decides_and_no_row_is_quoted(String state, Problem.Kind kind, String code) {
        Problem problem =
                told(new UncategorizedSQLException("task", "sql", server(state, "permission denied for table t")));
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.detail()).doesNotContain("jane").hasLineCount(1);
    }

    @Test
    void a_heap_that_is_too_small_is_told_as_such() {
        assertThat(told(new InvocationTargetException(new OutOfMemoryError("Java heap space"))))
                .returns("OUT_OF_MEMORY", Problem::code)
                .returns(Problem.Kind.UNEXPECTED, Problem::kind);
    }

    @Test
    void an_unexpected_failure_tells_class_and_sqlstate_only() {
        assertThat(told(server("23503", ROW)).detail())
                .contains("org.postgresql.util.PSQLException (SQLSTATE 23503)")
                .doesNotContain("jane");
        assertThat(told(new IllegalStateException(ROW)).detail())
                .contains("java.lang.IllegalStateException")
                .doesNotContain("jane");
    }

    @Test
    void a_missing_privilege_tells_its_object() {
        assertThat(told(server("42501", "permission denied for table flows")).detail())
                .contains("permission denied for table flows");
    }

    @Test
    void a_pool_without_a_connection_in_time_means_the_database_is_out_of_reach() {
        assertThat(told(new CannotGetJdbcConnectionException("", new SQLTransientConnectionException("timed out")))
                        .code())
                .isEqualTo("DATABASE_UNREACHABLE");
    }

    @Test
    void what_is_already_told_is_found_however_it_is_wrapped() {
        Problem problem = Problem.drift("changed");
        assertThat(told(new BeanCreationException(
                        "", new InvocationTargetException(new UndeclaredThrowableException(problem)))))
                .isSameAs(problem);
    }

    @Test
    void a_failure_that_causes_itself_in_a_circle_is_told_too() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);
        assertThat(told(first).code()).isEqualTo("UNEXPECTED");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example.org/shop,                          db.example.org:5432/shop",
        "jdbc:postgresql://db:6543/shop?user=u&password=s3cret,          db:6543/shop",
        "jdbc:postgresql:shop,                                           localhost:5432/shop",
    })
    void an_address_is_told_without_its_password(String url, String told) {
        assertThat(DatabaseAddress.of(url)).hasToString(told);
    }
}
