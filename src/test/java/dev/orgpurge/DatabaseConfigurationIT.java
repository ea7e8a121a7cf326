package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.Console;
import java.io.InputStream;
import java.io.PrintStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseConfigurationIT {

    private static ConfigurableApplicationContext start(TestDatabase database, String... more) {
        SpringApplication application = new SpringApplication(OrgPurgeApplication.class);
        application.addInitializers(started -> {
            GenericApplicationContext beans = (GenericApplicationContext) started;
            PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
            beans.registerBean(Console.class, () -> Console.of(nowhere, nowhere, InputStream.nullInputStream()));
            beans.registerBean(CommandLine.class, () -> CommandLine.of("--help"));
        });
        String[] args = new String[more.length + 3];
        System.arraycopy(more, 0, args, 3, more.length);
        args[0] = "--spring.datasource.url=" + database.url();
        args[1] = "--spring.datasource.username=" + database.user();
        args[2] = "--spring.datasource.password=" + database.password();
        return application.run(args);
    }

    @Test
    void the_pool_grows_with_the_workers_and_is_never_smaller_than_they_need() {
        try (ConfigurableApplicationContext context = start(
                TestServer.newDatabase(),
                "--orgpurge.pace.workers=20",
                "--spring.datasource.hikari.maximum-pool-size=4")) {
            HikariDataSource pool = (HikariDataSource) context.getBean(DataSource.class);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(23);
        }
    }

    @Test
    void every_session_sees_all_rows_counts_in_utc_and_says_who_it_is() {
        try (ConfigurableApplicationContext context = start(TestServer.newDatabase())) {
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            assertThat(setting(jdbc, "row_security")).isEqualTo("off");
            assertThat(setting(jdbc, "TimeZone")).isEqualTo("UTC");
            assertThat(setting(jdbc, "application_name")).isEqualTo("orgpurge");
        }
    }

    private static String setting(JdbcClient jdbc, String name) {
        return jdbc.sql("select current_setting(?)")
                .param(name)
                .query(String.class)
                .single();
    }

    @Test
    void starting_opens_no_connection() {
        TestDatabase database = TestServer.newDatabase();
        try (ConfigurableApplicationContext context = start(database)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(database.jdbc()
                            .sql("select count(*) from pg_catalog.pg_stat_activity where application_name = 'orgpurge'"
                                    + " and datname = current_database()")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
