package dev.orgpurge;

import dev.orgpurge.shell.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Finds keys below {@code orgpurge} that mean nothing, wherever they come from. Spring's own check leaves out environment
 * variables and system properties, and a misspelt guard would silently be no guard.
 */
final class UnknownKeys {

    private static final KnownKeys KNOWN = KnownKeys.of(OrgPurgeProperties.class);
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    /** Kubernetes sets these in every pod of a namespace that has a service named orgpurge. */
    private static final Pattern SERVICE_LINKS = Pattern.compile("ORGPURGE_(SERVICE_.*|PORT.*)");

    private final ConfigurableEnvironment environment;
    private final Complaints complaints;

    private UnknownKeys(ConfigurableEnvironment environment, Complaints complaints) {
        this.environment = environment;
        this.complaints = complaints;
    }

    static void complain(ConfigurableEnvironment environment, Complaints complaints) {
        UnknownKeys unknown = new UnknownKeys(environment, complaints);
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (String key : enumerable.getPropertyNames()) {
                    unknown.check(enumerable, key);
                }
            }
        }
    }

    private void check(EnumerablePropertySource<?> source, String key) {
        if (source instanceof SystemEnvironmentPropertySource && !key.contains(".")) {
            checkVariable(source, key);
        } else {
            checkKey(source, key);
        }
    }

    private void checkVariable(PropertySource<?> source, String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        if (!name.startsWith("ORGPURGE_") || SERVICE_LINKS.matcher(name).matches()) {
            return;
        }
        String path = name.substring("ORGPURGE_".length()).toLowerCase(Locale.ROOT);
        List<String> words = List.of(path.split("_", -1));
        verdict(source, variable, "orgpurge." + path.replace('_', '.'), KNOWN.find(words));
    }

    private void checkKey(PropertySource<?> source, String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        if (!name.isEmpty() && name.getElement(0, Form.UNIFORM).equals("orgpurge")) {
            verdict(source, key, key, KNOWN.find(name, 1));
        }
    }

    private void verdict(PropertySource<?> source, String key, String dotted, @Nullable KnownKeys found) {
        String where = KeyOrigins.in(source, key);
        if (found == null) {
            complaints.addSentence("unknown configuration key " + key + where + ": " + suggestion(dotted));
        } else if (found.section() && !isBlank(source.getProperty(key))) {
            complaints.addSentence(key + where + " has a value, but it is a " + (found.list() ? "list" : "section")
                    + ": write its " + (found.list() ? "lines below it, each beginning with a dash" : "keys below it"));
        } else {
            resolve(source, key, where);
        }
    }

    private void resolve(PropertySource<?> source, String key, String where) {
        try {
            environment.resolveRequiredPlaceholders(Objects.toString(source.getProperty(key), ""));
        } catch (PlaceholderResolutionException e) {
            complaints.addSentence(key + where + " refers to ${" + e.getPlaceholder()
                    + "}, which is not set: set that variable or write the value itself");
        }
    }

    private static boolean isBlank(@Nullable Object value) {
        return Objects.toString(value, "").isBlank();
    }

    private static String suggestion(String dotted) {
        String plain = INDEX.matcher(dotted).replaceAll("[0]");
        return Nearest.to(plain, KNOWN.all("orgpurge"))
                .map(key -> "did you mean " + key + "?")
                .orElse("remove it; the README lists the known keys");
    }
}
