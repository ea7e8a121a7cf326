package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;

class SqlFailureTest {

    private static RuntimeException failed(String sqlState) {
        return new UncategorizedSQLException("delete", null, new SQLException("no", sqlState));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "25P03", "08006", "08003"})
    void what_may_be_tried_again(String sqlState) {
        assertThat(SqlFailure.of(failed(sqlState)).transientError()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23503", "57014", "P0001", "42P01", "22012"})
    void what_may_not(String sqlState) {
        assertThat(SqlFailure.of(failed(sqlState)).transientError()).isFalse();
    }

    @Test
    void a_connection_that_the_pool_has_closed_is_lost() {
        SqlFailure failure = SqlFailure.of(
                new DataAccessResourceFailureException("commit", new SQLException("Connection is closed")));
        assertThat(failure.connectionLost()).isTrue();
        assertThat(failure.transientError()).isTrue();
    }

    @Test
    void a_rollback_that_failed_does_not_hide_what_failed_before_it() {
        TransactionSystemException rollback =
                new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
        rollback.initApplicationException(failed("23503"));
        assertThat(SqlFailure.of(rollback).sqlState()).isEqualTo("23503");
    }

    @Test
    void what_is_no_failure_of_sql_has_no_sqlstate() {
        assertThat(SqlFailure.of(new IllegalStateException("bug")).sqlState()).isEmpty();
    }
}
