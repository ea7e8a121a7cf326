package dev.orgpurge.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.ImageRecipe;
import dev.orgpurge.fixtures.ImageRecipe.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DockerfileTest {

    private static final Path DOCKER = Path.of("src", "main", "docker");

    private final ImageRecipe recipe = ImageRecipe.read();

    private List<String> all(String name) {
        return recipe.instructions().stream()
                .filter(instruction -> instruction.name().equals(name))
                .map(Instruction::rest)
                .toList();
    }

    @Test
    void every_stage_begins_with_one_image_that_can_be_pinned_and_has_the_java_that_is_measured() {
        assertThat(recipe.instructions().get(0))
                .isEqualTo(new Instruction("ARG", "BASE=gcr.io/distroless/java25-debian13:nonroot"));
        assertThat(all("FROM")).hasSize(2).allSatisfy(from -> assertThat(from).startsWith("${BASE}"));
    }

    @Test
    void no_stage_needs_a_shell() {
        assertThat(recipe.instructions())
                .filteredOn(instruction -> List.of("RUN", "CMD", "ENTRYPOINT").contains(instruction.name()))
                .hasSize(3)
                .allSatisfy(
                        instruction -> assertThat(instruction.words()).first().isEqualTo("java"));
        assertThat(all("SHELL")).isEmpty();
    }

    @Test
    void what_changes_least_comes_first_and_the_cache_last() {
        assertThat(recipe.lastStage().stream()
                        .filter(instruction -> List.of("COPY", "RUN").contains(instruction.name()))
                        .map(instruction -> instruction.rest().replaceAll(".*/extracted/([a-z-]+)/ \\./", "$1")))
                .startsWith("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
                .hasSize(5)
                .last()
                .asString()
                .contains("-XX:AOTCacheOutput=");
    }

    @Test
    void the_program_runs_as_the_user_of_the_manifest_who_is_not_root() throws IOException {
        assertThat(recipe.last("USER")).last().isEqualTo("65532:65532");
        assertThat(Files.readString(Path.of("k8s", "base", "cron-job.yaml")))
                .contains("runAsUser: 65532", "runAsGroup: 65532", "image: orgpurge\n");
        int user = names().lastIndexOf("USER");
        assertThat(names().subList(user, names().size())).doesNotContain("RUN", "COPY", "ADD");
    }

    private List<String> names() {
        return recipe.instructions().stream().map(Instruction::name).toList();
    }

    @Test
    void nothing_but_the_jar_gets_in() throws IOException {
        assertThat(Files.readAllLines(DOCKER.resolve("Dockerfile.dockerignore")))
                .containsExactly("*", "!target/orgpurge.jar");
        assertThat(all("COPY"))
                .allSatisfy(copy -> assertThat(copy).matches("target/orgpurge.jar orgpurge.jar|--from=layers .*"));
        assertThat(names()).doesNotContain("ADD", "ENV", "VOLUME", "EXPOSE");
        assertThat(all("ARG"))
                .allSatisfy(argument ->
                        assertThat(argument.toLowerCase(Locale.ROOT)).doesNotContain("password", "secret", "token"));
    }

    @Test
    void the_labels_say_what_it_is_and_which() {
        assertThat(recipe.last("LABEL"))
                .singleElement()
                .asString()
                .contains(Stream.of("title", "description", "licenses", "version", "revision")
                        .map(name -> "org.opencontainers.image." + name + "=")
                        .toArray(String[]::new));
    }

    @Test
    void the_version_is_the_one_that_is_built() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.replaceAll("(?s).*?<artifactId>orgpurge</artifactId>\\s*<version>([^<]+)<.*", "$1");
        assertThat(all("ARG")).contains("VERSION=" + version);
    }

    /** Exit codes are answers (README), and the kernel's or the JVM's own must not be taken for one of them. */
    @Test
    void java_ends_in_no_way_that_looks_like_an_answer_and_writes_nothing_to_stdout() {
        List<String> command = recipe.entryPoint(Path.of("java"), Path.of(ImageRecipe.FOLDER));
        assertThat(command)
                .contains("-XX:+CrashOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/tmp/hs_err.log")
                .containsSequence("-Xlog:disable", "-Xlog:all=warning:stderr")
                .noneMatch(word -> word.contains("ExitOnOutOfMemoryError"));
        assertThat(command.subList(command.size() - 2, command.size()))
                .containsExactly("-jar", "/application/orgpurge.jar");
    }

    /** Without an engine the script does what the recipe does. */
    @Test
    void the_script_trains_as_the_recipe_does() throws IOException {
        String script = Files.readString(DOCKER.resolve("layers.sh")).replace("\"", "");
        List<String> training = recipe.training(Path.of("java"), Path.of("$application"));
        assertThat(training.stream().skip(1).filter(word -> !word.equals("-cp")))
                .isNotEmpty()
                .allSatisfy(word -> assertThat(script).contains(word));
        assertThat(script).contains("dependencies spring-boot-loader snapshot-dependencies application;");
    }
}
