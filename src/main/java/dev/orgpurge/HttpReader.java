package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.http.HttpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code orgpurge.http}. */
final class HttpReader {

    private static final String PREFIX = "orgpurge.http.";
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:%_-]{1,255}");
    private static final Pattern ORIGIN = Pattern.compile("https?://[0-9A-Za-z.\\[\\]:-]{1,255}");

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Complaints complaints;
    private final WrittenValues values;

    HttpReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    HttpSettings http(OrgPurgeProperties.Http written) {
        Duration patience = duration("patience", written.patience(), Duration.ofSeconds(10), Duration.ZERO, LONGEST);
        Duration longest =
                duration("max-patience", written.maxPatience(), Duration.ofSeconds(60), Duration.ZERO, LONGEST);
        if (patience.compareTo(longest) > 0) {
            complaints.add(
                    PREFIX + "patience",
                    "is longer than " + PREFIX + "max-patience: shorten the one or lengthen the other");
        }
        return new HttpSettings(
                address(written),
                (int) values.number(PREFIX + "port", written.port(), 8080, 0, 65_535),
                text(written.sslBundle()),
                patience,
                longest,
                (int) values.number(PREFIX + "requests-per-minute", written.requestsPerMinute(), 600, 1, 1_000_000),
                duration(
                        "timeout",
                        written.timeout(),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                duration(
                        "statement-timeout",
                        written.statementTimeout(),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                text(written.providerColumn()),
                origins(written.allowedOrigins()));
    }

    private Duration duration(String key, @Nullable String written, Duration absent, Duration min, Duration max) {
        return values.duration(PREFIX + key, written, absent, min, max);
    }

    private String address(OrgPurgeProperties.Http written) {
        String address = Objects.requireNonNullElse(text(written.address()), "127.0.0.1");
        if (!ADDRESS.matcher(address).matches()) {
            complaints.add(
                    PREFIX + "address", "is no address: write one of this machine, such as 127.0.0.1 or 0.0.0.0");
        }
        return address;
    }

    private List<String> origins(List<String> written) {
        List<String> origins = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String key = PREFIX + "allowed-origins[" + i + "]";
            String origin = values.required(key, written.get(i), "an origin such as https://backoffice.example");
            if (!origin.isEmpty() && !ORIGIN.matcher(origin).matches()) {
                complaints.add(key, "is no origin: write scheme and host, such as https://backoffice.example");
            }
            origins.add(origin);
        }
        return origins;
    }
}
