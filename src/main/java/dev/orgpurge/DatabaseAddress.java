package dev.orgpurge;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is, without anything that must not be printed: a URL may carry a password.
 *
 * @param text {@code host:port/database}; null if there is no URL that the driver understands
 */
record DatabaseAddress(@Nullable String text, boolean configured) {

    static DatabaseAddress of(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return new DatabaseAddress(null, false);
        }
        return new DatabaseAddress(url.startsWith("jdbc:postgresql:") ? describe(url) : null, true);
    }

    private static @Nullable String describe(String url) {
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        try {
            parsed.setUrl(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return parsed.getServerNames()[0] + ":" + port(parsed) + "/" + parsed.getDatabaseName();
    }

    private static int port(PGSimpleDataSource parsed) {
        int port = parsed.getPortNumbers()[0];
        return port == 0 ? 5432 : port;
    }

    boolean usable() {
        return text != null;
    }

    String complaint() {
        String example = "jdbc:postgresql://host:5432/database";
        return configured
                ? "spring.datasource.url is not a PostgreSQL address; write " + example
                : "spring.datasource.url is not set: say which database, for example --spring.datasource.url="
                        + example;
    }

    @Override
    public String toString() {
        return text == null ? "an unknown address" : text;
    }
}
