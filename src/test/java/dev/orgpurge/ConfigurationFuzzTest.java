package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** Thousands of damaged configuration files: read as meant, or refused in sentences. {@code -Dfuzz.seed}, {@code -Dfuzz.count}. */
class ConfigurationFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_260_601L);
    private static final int COUNT = Integer.getInteger("fuzz.count", 4_000);
    private static final int WHOLE_PROGRAM = 12;

    private static final String VALID = """
            orgpurge:
              organization:
                table: organizations
                key: id
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                  - {rule: closed, column: status, values: [DEACTIVATED, CLOSED], since: closed_at, zone: Europe/Berlin, grace: 14d}
                  - {rule: deleted, column: deleted_at, unit: milliseconds, grace: 7d}
                  - {rule: scheduled, purge-after: purge_at}
                  - rule: unsubscribed
                    join: {table: subscriptions, by: organization_id, to: id, column: status, values: [ended], since: period_end, match: latest}
                    grace: 60d
                  - {rule: erasure, on-request: true, force: false}
                vetoes:
                  - {veto: protected, column: delete_protection, values: [true]}
                  - {veto: internal, ids: [1, 2]}
                  - {veto: paying, join: {table: subscriptions, by: organization_id, when: "period_end > now()"}}
                deactivate: {when: "status = 'ACTIVE'", set: "status = 'DEACTIVATED', deactivated_at = now()"}
              constraints:
                dependents: [users, businesses]
                checks:
                  - {name: running, table: executions, when: "status = 'RUNNING'", message: still at work, owned-by: org_id}
              tables:
                - {table: audit_events, owned-by: org_id}
                - {table: invoices, treatment: retain, ground: "tax law", detach: [invoices_org_id_fkey]}
              edges:
                - {table: flows, edge: "approved_by -> users", treatment: refuse}
              guards: {max-organizations: 7, max-share: 12.5%}
              batch: {max-organizations: 10, max-rows: 5000000}
              pace: {target-chunk: 1s, workers: 8}
            """;

    private static final List<String> SCRAPS = List.of(
            "",
            " ",
            "null",
            "~",
            "[]",
            "{}",
            "-1",
            "0",
            "1e99",
            "99999999999999999999",
            "true",
            "off",
            "NaN",
            "'",
            "\"",
            ": ",
            "- ",
            "#",
            "&a ",
            "*a",
            "!!java.net.URL [x]",
            "<<: ",
            "? ",
            "|",
            ">",
            "%",
            "@",
            "`",
            "\t",
            "\0",
            "é",
            "\uD83D\uDE00",
            "${",
            "${HOME:}",
            "${nowhere}",
            "[[[[",
            "}}}}",
            "[0]",
            "due[5]",
            "a.b.c",
            "--- ",
            "...",
            ";",
            "drop table x",
            "30x",
            "-30d",
            "Mars/Olympus",
            "../../etc/passwd");

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    void the_file_that_is_damaged_here_is_valid() {
        assertThat(outcome(VALID)).isEqualTo("read");
    }

    @Test
    void a_damaged_file_is_read_or_refused_in_sentences() {
        int refused = 0;
        for (int n = 0; n < COUNT; n++) {
            String damaged = damaged();
            String outcome = outcome(damaged);
            refused += outcome.equals("read") ? 0 : 1;
            assertThat(outcome).as("seed %d, file %d:%n%s", SEED, n, damaged).doesNotStartWith("broken");
        }
        assertThat(refused).isGreaterThan(COUNT / 4);
    }

    /** The whole program, which has no database here: it must end at the file, or at not being able to connect. */
    @Test
    void the_program_ends_with_a_sentence_and_executes_nothing() throws IOException {
        int tried = 0;
        while (tried < WHOLE_PROGRAM) {
            String damaged = damaged();
            if (outcome(damaged).equals("read")) {
                continue;
            }
            tried++;
            Path file = Files.writeString(folder.resolve("policy" + tried + ".yaml"), damaged);
            dev.orgpurge.fixtures.Cli.Result result = dev.orgpurge.fixtures.Cli.run(
                    "purge-due",
                    "--execute",
                    "--spring.config.additional-location=file:" + file,
                    "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none");
            assertThat(result.exit()).as(damaged + result.err()).isEqualTo(2);
            assertThat(result.err()).as(damaged).startsWith("error: ").doesNotContain("\tat ", "Exception");
        }
    }

    private String damaged() {
        String text = VALID;
        for (int wounds = 1 + random.nextInt(3); wounds > 0; wounds--) {
            text = wounded(text);
        }
        return text;
    }

    private String wounded(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int line = random.nextInt(lines.size());
        int at = random.nextInt(text.length());
        return switch (random.nextInt(8)) {
            case 0 -> joined(lines, without(lines, line));
            case 1 -> joined(lines, twice(lines, line));
            case 2 -> text.substring(0, at) + scrap() + text.substring(at);
            case 3 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(6)));
            case 4 -> valueReplaced(lines, line);
            case 5 -> text.substring(0, at);
            case 6 -> indented(lines, line);
            default -> keyReplaced(text);
        };
    }

    private static String joined(List<String> before, List<String> after) {
        return String.join("\n", after.isEmpty() ? before : after);
    }

    private static List<String> without(List<String> lines, int line) {
        lines.remove(line);
        return lines;
    }

    private static List<String> twice(List<String> lines, int line) {
        lines.add(line, lines.get(line));
        return lines;
    }

    private String indented(List<String> lines, int line) {
        lines.set(line, " ".repeat(1 + random.nextInt(4)) + lines.get(line));
        return String.join("\n", lines);
    }

    private String valueReplaced(List<String> lines, int line) {
        String[] parts = lines.get(line).split("(?<=: )", 2);
        if (parts.length == 2) {
            int comma = parts[1].indexOf(',');
            String rest = comma < 0 || random.nextBoolean() ? "" : parts[1].substring(comma);
            lines.set(line, parts[0] + scrap() + rest);
        }
        return String.join("\n", lines);
    }

    private String keyReplaced(String text) {
        List<String> keys = KnownKeys.of(OrgPurgeProperties.class).all("orgpurge").stream()
                .map(key -> key.substring(key.lastIndexOf('.') + 1))
                .toList();
        String old = keys.get(random.nextInt(keys.size()));
        return text.replaceFirst("\\b" + old + ":", keys.get(random.nextInt(keys.size())) + ":");
    }

    private String scrap() {
        return SCRAPS.get(random.nextInt(SCRAPS.size()));
    }

    /** {@code read}, {@code refused}, or {@code broken} with what went wrong. */
    private static String outcome(String yaml) {
        try {
            StandardEnvironment environment = new StandardEnvironment();
            MutablePropertySources all = environment.getPropertySources();
            all.stream().toList().forEach(source -> all.remove(source.getName()));
            sources(yaml).forEach(all::addLast);
            ConfigurationPropertySources.attach(environment);
            SettingsReader.read(environment);
            return "read";
        } catch (Exception e) {
            Problem problem = Failures.atStart(new String[0]).translate(e);
            boolean sentence = problem.kind() == Problem.Kind.USAGE
                    && !problem.detail().isBlank()
                    && !problem.detail().contains("Exception")
                    && !problem.detail().contains("dev.orgpurge");
            return sentence ? "refused" : "broken: " + problem.code() + " " + problem.detail() + " from " + e;
        }
    }

    private static List<PropertySource<?>> sources(String yaml) {
        ByteArrayResource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public String getFilename() {
                return "policy.yaml";
            }
        };
        try {
            return new YamlPropertySourceLoader().load("policy.yaml", resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
