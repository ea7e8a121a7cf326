package dev.orgpurge;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A password among the arguments of a process, which everybody on the machine can read while it runs. */
final class VisiblePassword {

    private static final Pattern PASSWORD = Pattern.compile(
            "(--[^=]*(password|secret)=.+)|(--[^=]*url=.*[?&](password|sslpassword)=.+)", Pattern.CASE_INSENSITIVE);

    private VisiblePassword() {}

    /** The warning, if there is one. */
    static Optional<String> in(List<String> arguments) {
        Stream<String> properties = System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("spring.datasource."))
                .map(key -> "--" + key + "=" + System.getProperty(key));
        return Stream.concat(arguments.stream(), properties)
                .filter(argument -> PASSWORD.matcher(argument).matches())
                .map(argument -> argument.substring(2, argument.indexOf('=')))
                .findFirst()
                .map(key -> "warning: " + key + " has a password, and everybody on this machine can read it (ps):"
                        + " use SPRING_DATASOURCE_PASSWORD or a file that only you can read");
    }
}
