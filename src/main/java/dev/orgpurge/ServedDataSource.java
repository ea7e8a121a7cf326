package dev.orgpurge;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.http.RequestSide;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Two pools, of which those who answer requests have one to themselves: its statements are bounded, and the engine's are not. */
final class ServedDataSource extends DelegatingDataSource implements AutoCloseable {

    private final HikariDataSource engine;
    private final HikariDataSource requests;
    private final RequestSide side;

    ServedDataSource(HikariDataSource engine, HikariDataSource requests, RequestSide side) {
        super(engine);
        this.engine = engine;
        this.requests = requests;
        this.side = side;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return side.here() ? requests.getConnection() : engine.getConnection();
    }

    @Override
    public void close() {
        requests.close();
        engine.close();
    }
}
