package dev.orgpurge.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.ImageRecipe;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's folder, made of the packaged jar: its layers, the cache for its start, and what starts from them. */
class ImageIT {

    private static final Path JAR = Path.of("target", "orgpurge.jar").toAbsolutePath();

    /** Where a list of classes goes that can take the place of the one in the resources. */
    private static final Path NEW_LIST = Path.of("target", "training-classes.txt");

    private static final int PATIENCE_SECONDS = 300;

    /** {@code [0.123s][info][class,load] name source: where}; hidden classes and proxies come from no file. */
    private static final Pattern LOADED =
            Pattern.compile("\\[class,load] ([\\w.$]+) source: (jrt:|file:|shared objects)");

    private final ImageRecipe recipe = ImageRecipe.read();

    @TempDir
    Path folder;

    private record Ended(int exit, String out, String err) {}

    private Ended run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Path javaIn(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /** A Java that can make a cache: this one, or the one that the environment names. */
    private static Path newJava() {
        Path here = Path.of(System.getProperty("java.home"));
        Optional<Path> named =
                Optional.ofNullable(System.getenv("JAVA_25_HOME")).map(Path::of);
        boolean enough = Runtime.version().feature() >= 25;
        assumeThat(enough || named.isPresent())
                .as("a Java 25 or newer: run the build with it, or name its folder in JAVA_25_HOME")
                .isTrue();
        return enough ? here : named.orElseThrow();
    }

    @Test
    void the_program_starts_from_its_layers_and_the_one_that_changes_is_small() throws Exception {
        Path java = javaIn(Path.of(System.getProperty("java.home")));
        List<String> extract =
                List.of(java.toString(), "-Djarmode=tools", "-jar", JAR.toString(), "extract", "--layers");
        Ended extracted = run(
                folder,
                Stream.concat(extract.stream(), Stream.of("--destination", "layers"))
                        .toList());
        assertThat(extracted.exit()).as(extracted.err()).isZero();

        Path layers = folder.resolve("layers");
        assertThat(size(layers.resolve("application"))).isLessThan(size(layers.resolve("dependencies")) / 10);
        Path application = Files.createDirectory(folder.resolve("application"));
        Pattern copied = Pattern.compile("--from=layers /build/extracted/([a-z-]+)/ \\./");
        for (String copy : recipe.last("COPY")) {
            lay(layers.resolve(copied.matcher(copy).replaceAll("$1")), application);
        }

        Ended help = run(folder, List.of(java.toString(), "-jar", application + "/orgpurge.jar", "--help"));

        assertThat(help).isEqualTo(new Ended(0, Cli.run("--help").out(), ""));
    }

    private static long size(Path layer) throws IOException {
        long size = 0;
        for (Path file : files(layer)) {
            size += Files.size(file);
        }
        return size;
    }

    private static List<Path> files(Path layer) throws IOException {
        try (Stream<Path> found = Files.walk(layer)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    private static void lay(Path layer, Path application) throws IOException {
        for (Path file : files(layer)) {
            Path to = application.resolve(layer.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
    }

    @Test
    void the_cache_is_trained_without_a_database_and_java_accepts_it() throws Exception {
        Path home = newJava();
        Path image = trained(home);

        Ended help = run(folder, command(home, image, List.of("-XX:AOTMode=on"), "--help"));
        assertThat(help).isEqualTo(new Ended(0, Cli.run("--help").out(), ""));

        Night night = night(home, image);
        assertThat(night.ended().err()).isEmpty();
        assertThat(night.ended().exit()).isZero();
        assertThat(night.ended().out()).contains("\"status\":\"complete\"");
        Files.write(NEW_LIST, night.missedByTraining());
        assertThat(night.fromFiles())
                .as("classes of a night that the cache lacks; if they are many, let " + NEW_LIST
                        + " take the place of src/main/resources/dev/orgpurge/training-classes.txt")
                .hasSizeLessThan(night.loaded().size() / 20);
    }

    /** A pod with one processor and little memory has another collector than the machine that builds images. */
    @Test
    void the_cache_serves_the_collectors_of_small_and_large_machines() throws Exception {
        Path home = newJava();
        Path image = trained(home);

        for (String collector : List.of("-XX:+UseSerialGC", "-XX:+UseG1GC")) {
            Ended help = run(folder, command(home, image, List.of("-XX:AOTMode=on", collector), "--help"));
            assertThat(help.err()).as(collector).isEmpty();
            assertThat(help.exit()).as(collector).isZero();
        }
    }

    private Path trained(Path home) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(
                        "sh",
                        Path.of("src", "main", "docker", "layers.sh").toString(),
                        JAR.toString(),
                        folder.resolve("image").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("script.txt").toFile());
        script.environment().put("JAVA_HOME", home.toString());
        Process process = script.start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("script.txt")))
                .isZero();
        return folder.resolve("image").resolve("application").toRealPath();
    }

    /** The image's own command, with further options for Java. */
    private List<String> command(Path home, Path image, List<String> options, String... words) {
        List<String> command = new ArrayList<>(recipe.entryPoint(javaIn(home), image));
        command.addAll(command.indexOf("-jar"), options);
        command.addAll(List.of(words));
        return command;
    }

    /**
     * What a night with rows to delete did.
     *
     * @param loaded every class
     * @param fromFiles those that were not in the cache
     * @param missedByTraining those that it takes a database to load
     */
    private record Night(Ended ended, Set<String> loaded, Set<String> fromFiles, Set<String> missedByTraining) {}

    private Night night(Path home, Path image) throws IOException, InterruptedException {
        TestDatabase database = TestServer.newDatabase();
        database.script("""
                create table organizations (id bigint primary key, status text, deactivated_at timestamptz);
                create table users (id bigint primary key, org_id bigint not null references organizations);
                create index on users (org_id);
                insert into organizations select n, case n when 1 then 'DEACTIVATED' else 'ACTIVE' end, '2020-01-01'
                  from generate_series(1, 20) n;
                insert into users select n, 1 + n % 20 from generate_series(1, 200) n;
                """);
        database.productComes();
        Path log = folder.resolve("classes.txt");
        Path without = folder.resolve("without.txt");
        Ended ended = run(folder, command(home, image, logging(log), words(database.url(), database.user())));
        run(folder, command(home, image, logging(without), words("jdbc:postgresql://localhost:1/none", "nobody")));
        Set<String> missed = new TreeSet<>(names(log, ""));
        missed.removeAll(names(without, ""));
        return new Night(ended, names(log, ""), names(log, "shared objects"), missed);
    }

    private static List<String> logging(Path log) {
        return List.of("-XX:AOTMode=on", "-Xlog:class+load:file=" + log);
    }

    private static String[] words(String url, String user) {
        return new String[] {
            "purge-due",
            "--execute",
            "--output=json",
            "--spring.datasource.url=" + url,
            "--spring.datasource.username=" + user,
            "--spring.datasource.password=" + user,
            "--orgpurge.organization.table=organizations",
            "--orgpurge.organization.due[0].rule=deactivated",
            "--orgpurge.organization.due[0].when=status = 'DEACTIVATED'",
            "--orgpurge.organization.due[0].since=deactivated_at",
            "--orgpurge.organization.due[0].grace=30d"
        };
    }

    /** @param but a source that does not count */
    private static Set<String> names(Path log, String but) throws IOException {
        return Files.readAllLines(log).stream()
                .map(LOADED::matcher)
                .filter(loaded -> loaded.find() && !loaded.group(2).equals(but))
                .map(loaded -> loaded.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
