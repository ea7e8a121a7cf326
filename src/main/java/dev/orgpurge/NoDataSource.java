package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Stands in while no usable address is configured, so that only what really needs a database asks for one. */
final class NoDataSource extends AbstractDataSource {

    private final String complaint;

    NoDataSource(String complaint) {
        this.complaint = complaint;
    }

    @Override
    public Connection getConnection() {
        throw Problem.usage("MISSING_CONFIGURATION", complaint);
    }

    @Override
    public Connection getConnection(String username, String password) {
        return getConnection();
    }
}
