package dev.orgpurge;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A password or a private key among the arguments of a process, which everybody on the machine can read while it runs. */
final class VisiblePassword {

    private static final Pattern PASSWORD = Pattern.compile(
            "(--[^=]*(password|secret)=.+)|(--[^=]*url=.*[?&](password|sslpassword)=.+)|(--[^=]*signing-?key=-----BEGIN.+)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private VisiblePassword() {}

    /** The warning, if there is one. */
    static Optional<String> in(List<String> arguments) {
        Stream<String> properties = System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("spring.datasource.") || key.startsWith("orgpurge.evidence."))
                .map(key -> "--" + key + "=" + System.getProperty(key));
        return Stream.concat(arguments.stream(), properties)
                .filter(argument -> PASSWORD.matcher(argument).matches())
                .map(argument -> argument.substring(2, argument.indexOf('=')))
                .findFirst()
                .map(VisiblePassword::warning);
    }

    private static String warning(String key) {
        boolean signing = key.toLowerCase(Locale.ROOT).startsWith("orgpurge.");
        return "warning: " + key + " has a " + (signing ? "private key" : "password")
                + ", and everybody on this machine can read it (ps): use "
                + (signing ? "" : "SPRING_DATASOURCE_PASSWORD or ") + "a file that only you can read";
    }
}
