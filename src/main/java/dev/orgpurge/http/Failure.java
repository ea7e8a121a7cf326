package dev.orgpurge.http;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statuses of what is not done, as the document has them. */
enum Failure {
    BAD_REQUEST(400, "Your request is incorrect", "ProviderBadRequest", null),
    UNAUTHORIZED(401, "You are not authenticated", "ProviderUnauthorized", "WWW-Authenticate"),
    FORBIDDEN(403, "You are not allowed to perform this action", "ProviderForbidden", null),
    NOT_FOUND(404, "Resource does not exist", "ProviderNotFound", null),
    TOO_SLOW(408, "The body did not arrive in time; the connection is closed", "ProviderBadRequest", null),
    CONFLICT(
            409,
            "The organization is active, held, being purged by another run, or something else is against its deletion;"
                    + " the body says what",
            "ProviderBadRequest",
            null),
    TOO_LARGE(413, "The body is larger than 16 kB", "ProviderBadRequest", null),
    TOO_MANY_REQUESTS(429, "Too many requests", "ProviderBadRequest", "Retry-After"),
    ERROR(500, "Unexpected error, or the deletion failed", "ProviderBadRequest", null),
    NOT_IMPLEMENTED(501, "A transfer encoding that is not known", "ProviderBadRequest", null),
    UNAVAILABLE(503, "The database does not answer, or not soon enough", "ProviderBadRequest", "Retry-After");

    private static final Set<Failure> ENDS = EnumSet.of(BAD_REQUEST, NOT_FOUND, CONFLICT, ERROR);

    private final int status;
    private final String description;
    private final String providerSchema;
    private final @Nullable String header;

    /** @param providerSchema of the body that {@code /org/…} answers; everything else has one form for all */
    Failure(int status, String description, String providerSchema, @Nullable String header) {
        this.status = status;
        this.description = description;
        this.providerSchema = providerSchema;
        this.header = header;
    }

    /** An operation may end so: then {@code Location} is the operation, and what was preferred is said. */
    boolean endsOperations() {
        return ENDS.contains(this);
    }

    String status() {
        return String.valueOf(status);
    }

    String description() {
        return description;
    }

    String providerSchema() {
        return providerSchema;
    }

    @Nullable
    String header() {
        return header;
    }
}
