package dev.orgpurge;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.http.HttpSettings;
import dev.orgpurge.http.RequestSide;
import dev.orgpurge.purge.PurgeSettings;
import dev.orgpurge.purge.SessionSettings;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The connection pool: as large as the workers need, opened only when a command asks the database something. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
class DatabaseConfiguration {

    @Bean
    DatabaseAddress databaseAddress(Environment environment) {
        // unlike the environment the binder lets an unresolved placeholder pass, which --help must survive
        return DatabaseAddress.of(Binder.get(environment)
                .bind("spring.datasource.url", String.class)
                .orElse(null));
    }

    /** One pool, or where requests are answered a second one for them. */
    @Bean
    DataSource dataSource(
            DataSourceProperties properties,
            PurgeSettings pace,
            HttpSettings http,
            Environment environment,
            ObjectProvider<RequestSide> served) {
        DatabaseAddress address = DatabaseAddress.of(properties.getUrl());
        if (!address.usable()) {
            return new NoDataSource(address.complaint());
        }
        HikariDataSource engine = pool(properties, environment);
        engine.setMaximumPoolSize(
                Math.max(engine.getMaximumPoolSize(), pace.workers() + PurgeSettings.CONNECTIONS_BESIDE_WORKERS));
        RequestSide side = served.getIfAvailable();
        if (side == null) {
            return engine;
        }
        HikariDataSource requests = pool(properties, environment);
        requests.setPoolName(engine.getPoolName() + "-requests");
        requests.setConnectionInitSql(requests.getConnectionInitSql() + ";\nset statement_timeout = "
                + http.statementTimeout().toMillis());
        return new ServedDataSource(engine, requests, side);
    }

    private static HikariDataSource pool(DataSourceProperties properties, Environment environment) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(properties.getUrl());
        pool.setUsername(properties.getUsername());
        pool.setPassword(properties.getPassword());
        Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
        // the pool gives a connection back the isolation it once saw, which is the database's unless it knows better
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.setConnectionInitSql(initial(pool.getConnectionInitSql()));
        return pool;
    }

    /** Spring's would come with proxies for annotated methods, and looks at every bean for them. */
    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    /** The operator's own words first: ours hold. */
    private static String initial(@Nullable String configured) {
        return configured == null || configured.isBlank()
                ? SessionSettings.SQL
                : configured + ";\n" + SessionSettings.SQL;
    }
}
