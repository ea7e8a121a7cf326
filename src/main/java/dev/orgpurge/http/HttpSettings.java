package dev.orgpurge.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP API is served.
 *
 * @param port 0: any that is free
 * @param sslBundle name of one of Spring's SSL bundles; null: plain HTTP
 * @param patience how long a deletion is awaited before the answer is 202
 * @param longestPatience how long a caller may ask to wait
 * @param requestsPerMinute of one key
 * @param timeout for a client to send its request
 * @param statementTimeout for a statement of a request; the engine's own have none of this
 * @param providerColumn column of the root table that names an organization's provider; null: there are none
 * @param allowedOrigins of browsers' pages that may call; empty: none
 */
public record HttpSettings(
        String address,
        int port,
        @Nullable String sslBundle,
        Duration patience,
        Duration longestPatience,
        int requestsPerMinute,
        Duration timeout,
        Duration statementTimeout,
        @Nullable String providerColumn,
        List<String> allowedOrigins) {

    /** Where the provider column is configured. */
    public static final String PROVIDER_COLUMN = "orgpurge.http.provider-column";

    public HttpSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }
}
