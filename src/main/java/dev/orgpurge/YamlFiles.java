package dev.orgpurge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.YAMLException;

/** Finds the file that is not YAML: the parser tells the line, but not the file. */
final class YamlFiles {

    private static final List<String> SETTINGS =
            List.of("spring.config.additional-location", "spring.config.location", "spring.config.import");
    private static final List<String> DEFAULTS = List.of("./", "./config/", "classpath:/");

    private YamlFiles() {}

    /** @param configuration the process's arguments of the form {@code --key=value} */
    static Optional<String> firstBroken(List<String> configuration) {
        List<String> locations = new ArrayList<>(DEFAULTS);
        SETTINGS.forEach(setting -> locations.addAll(written(setting, configuration)));
        return locations.stream()
                .flatMap(YamlFiles::files)
                .filter(YamlFiles::broken)
                .findFirst();
    }

    private static List<String> written(String setting, List<String> configuration) {
        String option = "--" + setting + "=";
        String variable = System.getenv(
                setting.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace("-", ""));
        return Stream.concat(
                        configuration.stream()
                                .filter(argument -> argument.startsWith(option))
                                .map(argument -> argument.substring(option.length())),
                        Stream.of(System.getProperty(setting, ""), variable == null ? "" : variable))
                .flatMap(value -> Stream.of(value.split("[,;]")))
                .map(location -> location.replaceFirst("^optional:", ""))
                .filter(location -> !location.isBlank())
                .toList();
    }

    private static Stream<String> files(String location) {
        return location.endsWith("/")
                ? Stream.of(location + "application.yaml", location + "application.yml")
                : Stream.of(location);
    }

    private static boolean broken(String file) {
        Resource resource = new DefaultResourceLoader().getResource(file.contains(":") ? file : "file:" + file);
        if (!file.matches(".*\\.ya?ml") || !resource.isReadable()) {
            return false;
        }
        try {
            new YamlPropertySourceLoader().load(file, resource);
            return false;
        } catch (YAMLException | ClassCastException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
