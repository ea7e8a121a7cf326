package dev.orgpurge.http;

import dev.orgpurge.access.ApiKeys;
import dev.orgpurge.access.Decisions;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.operation.Operations;
import dev.orgpurge.operation.QueueWorker;
import dev.orgpurge.organization.OrganizationSource;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.purge.HoldPlacement;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.RunControl;
import dev.orgpurge.report.Reports;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.support.WebApplicationContextUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** The HTTP API: what Spring is to configure for it, who may ask for what, and the controllers. */
@ImportAutoConfiguration({
    SslAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    WebMvcObservationAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    SpringDocConfiguration.class,
    SpringDocConfigProperties.class,
    SpringDocWebMvcConfiguration.class
})
@Import({
    ProviderEndpoints.class,
    AdminEndpoints.class,
    OperationEndpoints.class,
    OpenEndpoints.class,
    ErrorAnswers.class,
    Connector.class
})
public final class HttpApi {

    /** How often somebody is looked for whose wait is over; other processes may carry his deletion out. */
    private static final long TELL_MILLIS = 250;

    private static final int BEFORE_SECURITY = Ordered.HIGHEST_PRECEDENCE + 10;

    /** Where the server listens. */
    @FunctionalInterface
    public interface Address {
        String text();
    }

    @Bean
    Address address(ApplicationContext context, HttpSettings settings) {
        return () -> (settings.sslBundle() == null ? "http://" : "https://")
                + (settings.address().contains(":") ? "[" + settings.address() + "]" : settings.address()) + ":"
                + port(context);
    }

    private static int port(ApplicationContext context) {
        return Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    /** Migrates before the first request comes. */
    @Bean
    @Lazy(false)
    Sites sites(
            OwnSchema ownSchema,
            CatalogueReader reader,
            OrganizationSource source,
            ConstraintCheck constraints,
            Policy policy,
            HttpSettings settings) {
        ownSchema.ensure();
        ownSchema.requireRuntime();
        Sites sites = new Sites(reader, source, constraints, policy, settings);
        sites.now();
        return sites;
    }

    /** The bean's name is that of the health that it tells. */
    @Bean
    DatabaseAnswers database(Sites sites) {
        return new DatabaseAnswers(sites);
    }

    @Bean
    SlowClients slowClients(HttpSettings settings) {
        return new SlowClients(settings.timeout());
    }

    /** Before Spring Security, which may answer without a look at the body. */
    @Bean
    FilterRegistrationBean<Bodies> bodies(SlowClients slow) {
        return beforeSecurity(new Bodies(slow));
    }

    @Bean
    RequestSide requestSide() {
        return new RequestSide();
    }

    /** Before Spring Security, which looks for the key. */
    @Bean
    FilterRegistrationBean<RequestSide> requestSideFilter(RequestSide side) {
        return beforeSecurity(side);
    }

    private static <F extends Filter> FilterRegistrationBean<F> beforeSecurity(F filter) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }

    @Bean
    Answers answers() {
        return new Answers();
    }

    @Bean
    OpenAPI openApi() {
        return ApiDocument.base();
    }

    @Bean
    ApiDocument apiDocument() {
        return new ApiDocument();
    }

    @Bean
    Guard guard(Sites sites, Operations operations, Decisions decisions) {
        return new Guard(sites, operations, decisions);
    }

    @Bean
    Deletions deletions(
            Sites sites,
            Guard guard,
            Operations operations,
            PurgeRuns runs,
            Decisions decisions,
            OperationBody bodies,
            Waiting waiting,
            HttpSettings settings) {
        return new Deletions(sites, guard, operations, runs, decisions, bodies, waiting, settings);
    }

    @Bean
    Waiting waiting(Operations operations, RequestSide side) {
        return new Waiting(operations, side);
    }

    @Bean
    OrganizationStates organizationStates(
            Sites sites,
            Guard guard,
            PurgeRuns runs,
            RunControl control,
            Ledger ledger,
            HoldPlacement holds,
            Decisions decisions,
            TransactionTemplate transaction) {
        return new OrganizationStates(sites, guard, runs, control, ledger, holds, decisions, transaction);
    }

    @Bean
    OperationBody operationBody(PurgeRuns runs, Reports reports) {
        return new OperationBody(runs, reports);
    }

    @Bean(destroyMethod = "shutdownNow")
    @Lazy(false)
    ScheduledExecutorService teller(QueueWorker worker) {
        ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "orgpurge-teller");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                teller.scheduleWithFixedDelay(worker::tell, TELL_MILLIS, TELL_MILLIS, TimeUnit.MILLISECONDS);
        return teller;
    }

    /** Who gets to the management port needs no key: the network says who does. */
    @Bean
    @Order(0)
    SecurityFilterChain management(HttpSecurity security) {
        return security.securityMatcher(HttpApi::atManagementPort)
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    private static boolean atManagementPort(HttpServletRequest request) {
        return WebServerApplicationContext.hasServerNamespace(
                WebApplicationContextUtils.getWebApplicationContext(request.getServletContext()), "management");
    }

    @Bean
    SecurityFilterChain api(
            HttpSecurity security, ApiKeys keys, Decisions decisions, Answers answers, HttpSettings settings) {
        Refusals refusals = new Refusals(answers, decisions);
        return security.csrf(csrf -> csrf.disable())
                .cors(cors -> cors.configurationSource(origins(settings)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .addFilterBefore(
                        new ApiKeyFilter(keys, new Rates(settings.requestsPerMinute()), refusals),
                        AuthorizationFilter.class)
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> {
                    // the first dispatch was admitted already
                    requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                            .permitAll();
                    requests.requestMatchers(HttpMethod.GET, OpenEndpoints.PATHS)
                            .permitAll();
                    Guard.needed()
                            .forEach((route, permission) -> requests.requestMatchers(route.method(), route.pattern())
                                    .hasAuthority(permission.name()));
                    requests.requestMatchers("/actuator", "/actuator/**", "/openapi.json.yaml")
                            .denyAll();
                    requests.anyRequest().authenticated();
                })
                .build();
    }

    /** None unless configured: then no browser's page of another origin gets an answer. */
    private static CorsConfigurationSource origins(HttpSettings settings) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        if (!settings.allowedOrigins().isEmpty()) {
            CorsConfiguration allowed = new CorsConfiguration();
            allowed.setAllowedOrigins(settings.allowedOrigins());
            allowed.setAllowedMethods(List.of("GET", "DELETE", "PATCH", "POST"));
            allowed.setAllowedHeaders(
                    List.of(ApiKeyFilter.HEADER, "Authorization", "Content-Type", "Prefer", "Idempotency-Key"));
            allowed.setExposedHeaders(List.of("Location", "Retry-After", "Preference-Applied"));
            allowed.setMaxAge(Duration.ofMinutes(10));
            source.registerCorsConfiguration("/**", allowed);
        }
        return source;
    }
}
