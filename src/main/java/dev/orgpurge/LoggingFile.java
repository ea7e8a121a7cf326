package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.util.ResourceUtils;

/** The file that {@code logging.config} names; Spring answers a missing one with a stack trace before anybody can catch it. */
final class LoggingFile {

    private static final String KEY = "logging.config";

    private LoggingFile() {}

    /** @throws Problem usage, if it cannot be read */
    static void requireReadable(List<String> configuration) {
        String option = "--" + KEY + "=";
        Stream.concat(
                        configuration.stream()
                                .filter(word -> word.startsWith(option))
                                .map(word -> word.substring(option.length())),
                        Stream.of(System.getProperty(KEY), System.getenv("LOGGING_CONFIG"))
                                .filter(Objects::nonNull))
                .findFirst()
                .filter(file -> !file.isEmpty())
                .ifPresent(LoggingFile::open);
    }

    private static void open(String file) {
        try (InputStream content = ResourceUtils.getURL(file).openStream()) {
            Objects.requireNonNull(content);
        } catch (IOException e) {
            throw Problem.usage(
                    "BAD_CONFIGURATION",
                    KEY + " is \"" + file
                            + "\", which cannot be read: name an existing file of Logback's, or leave it out");
        }
    }
}
