package dev.orgpurge;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/** Where a key was written, in an operator's words. */
final class KeyOrigins {

    private final ConfigurableEnvironment environment;

    KeyOrigins(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** {@code " (policy.yaml, line 7)"}, or nothing if the key was not written anywhere. */
    String in(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(key);
        if (name == null) {
            return "";
        }
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return describe(property.getOrigin());
            }
        }
        return "";
    }

    /** The same for a key of one source. */
    static String in(PropertySource<?> source, String key) {
        return describe(PropertySourceOrigin.get(source, key));
    }

    private static String describe(@Nullable Origin origin) {
        if (origin instanceof PropertySourceOrigin property && property.getOrigin() != null) {
            return describe(property.getOrigin());
        }
        if (origin instanceof TextResourceOrigin text) {
            return " (" + file(text.getResource()) + line(text.getLocation()) + ")";
        }
        if (origin instanceof SystemEnvironmentOrigin variable) {
            return " (environment variable " + variable.getProperty() + ")";
        }
        if (origin instanceof PropertySourceOrigin property) {
            return " (" + source(property) + ")";
        }
        return "";
    }

    private static String file(@Nullable Resource resource) {
        if (resource == null) {
            return "a file";
        }
        String path = resource instanceof ClassPathResource inJar ? inJar.getPath() : resource.getFilename();
        return path == null ? resource.getDescription() : path;
    }

    private static String line(TextResourceOrigin.@Nullable Location location) {
        return location == null ? "" : ", line " + (location.getLine() + 1);
    }

    private static String source(PropertySourceOrigin origin) {
        return switch (origin.getPropertySource().getName()) {
            case "commandLineArgs" -> "command line";
            case "systemProperties" -> "-D system property";
            case "systemEnvironment" -> "environment variable " + origin.getPropertyName();
            default -> origin.getPropertySource().getName();
        };
    }
}
