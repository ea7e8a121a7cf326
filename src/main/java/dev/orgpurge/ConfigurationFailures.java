package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.YamlProcessor;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.util.PlaceholderResolutionException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Failures that stem from configuration files and values. */
final class ConfigurationFailures {

    private ConfigurationFailures() {}

    static Optional<Problem> explain(List<Throwable> chain, List<String> configuration) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            String sentence = sentence(chain.get(i), configuration);
            if (sentence != null) {
                return Optional.of(Problem.usage("BAD_CONFIGURATION", sentence));
            }
        }
        return Optional.empty();
    }

    private static @Nullable String sentence(Throwable failure, List<String> configuration) {
        if (failure instanceof MarkedYAMLException yaml) {
            return file(configuration) + " is not YAML" + at(yaml.getProblemMark()) + ": " + yaml.getProblem();
        }
        if (failure instanceof YAMLException) {
            return file(configuration) + " is not YAML: it has a character that YAML does not allow";
        }
        if (failure instanceof ClassCastException && insideYaml(failure)) {
            return file(configuration)
                    + " has a key that YAML reads as a truth value (on, off, yes, no, true, false): correct that key";
        }
        if (failure instanceof ConfigDataNotFoundException missing) {
            return "there is no configuration at " + missing.getReferenceDescription()
                    + ": check spring.config.additional-location, spring.config.location and spring.config.import";
        }
        if (failure instanceof UnboundConfigurationPropertiesException unbound) {
            return "the list "
                    + unbound.getUnboundProperties().iterator().next().getName().getParent()
                    + " has gaps: number its lines 0, 1, 2 and so on";
        }
        if (failure instanceof BindException bind) {
            return bind.getName() + " cannot be read as " + bind.getTarget().getType() + at(bind)
                    + ": correct its value";
        }
        if (failure instanceof java.net.BindException) {
            return "orgpurge.http.port, orgpurge.http.address or management.server.port: nothing can listen there; the port is"
                    + " taken, or the address is not of this machine: choose another one";
        }
        if (failure instanceof NoSuchSslBundleException bundle) {
            return "orgpurge.http.ssl-bundle is \"" + bundle.getBundleName()
                    + "\", and there is none of that name below spring.ssl.bundle.pem or spring.ssl.bundle.jks";
        }
        if (failure instanceof PlaceholderResolutionException placeholder) {
            return "the configuration refers to ${" + placeholder.getPlaceholder() + "}, which is not set";
        }
        if (failure instanceof ConfigDataException) {
            return failure.getMessage();
        }
        return whileLoading(failure)
                ? "the configuration cannot be loaded (" + failure.getClass().getSimpleName()
                        + "): check spring.config.additional-location, spring.config.location and spring.config.import"
                : null;
    }

    /** Spring has no type of its own for places that nothing can load from. */
    private static boolean whileLoading(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith(ConfigDataException.class.getPackageName() + "."));
    }

    private static boolean insideYaml(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(YamlProcessor.class.getName()));
    }

    private static String file(List<String> configuration) {
        return YamlFiles.firstBroken(configuration).orElse("the configuration");
    }

    private static String at(@Nullable Mark mark) {
        return mark == null ? "" : " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }

    private static String at(BindException bind) {
        Origin origin = bind.getProperty() == null ? null : bind.getProperty().getOrigin();
        return origin == null ? "" : " (" + origin + ")";
    }
}
