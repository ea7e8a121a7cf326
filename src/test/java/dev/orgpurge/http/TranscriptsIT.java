package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orgpurge.fixtures.CutLine;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/http-api.md shows is what a shell answers: every command is run, every answer compared. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the invariants are asked while the server ends")
class TranscriptsIT {

    private static final Path DOCUMENT = Path.of("docs/http-api.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```");
    private static final Pattern KEPT = Pattern.compile("(\\w+)=\\$\\((.*)\\)");
    private static final Pattern STEP = Pattern.compile("(?m)^\\$ (.*)\n((?:(?!\\$ ).*\n)*)");
    private static final String COMMAND = "$ ";
    private static final String OURS = "orgpurge ";

    /** Here the server's line to its database breaks, and no new one is to be had. */
    private static final String DATABASE_GOES = "systemctl stop postgresql";

    private final TestDatabase database = ServedApi.newDatabase();
    private final Map<String, String> variables = new HashMap<>();

    @Test
    void the_document_tells_the_truth() throws Exception {
        assumeTrue(shell("command -v curl").length() > 0, "there is no curl");
        String document = Files.readString(DOCUMENT);
        List<String> shown = new ArrayList<>();
        List<String> real = new ArrayList<>();
        try (CutLine line = CutLine.counting(database);
                ServedApi api = ServedApi.start(
                        database.at(line.url()), "--spring.datasource.hikari.connection-timeout=3000")) {
            variables.put("API", api.url().toString());
            Matcher block = BLOCK.matcher(document);
            while (block.find()) {
                Matcher step = STEP.matcher(block.group(1));
                while (step.find()) {
                    String command = step.group(1);
                    shown.add(COMMAND + command + "\n" + plain(step.group(2)));
                    real.add(COMMAND + command + "\n" + plain(carryOut(api, line, command)));
                }
            }
        }
        assertThat(real).hasSizeGreaterThan(20);
        assertThat(String.join("", real)).isEqualTo(String.join("", shown));
    }

    private String carryOut(ServedApi api, CutLine line, String command) throws Exception {
        if (command.equals(DATABASE_GOES)) {
            line.refuse(true);
            line.cutAll();
            return "";
        }
        Matcher kept = KEPT.matcher(command);
        if (!kept.matches()) {
            return shell(command);
        }
        String value = kept.group(2).startsWith(OURS)
                ? api.key(kept.group(2)
                        .replaceFirst("^orgpurge api-key-create ", "")
                        .split(" ", -1))
                : shell(kept.group(2)).strip();
        variables.put(kept.group(1), value);
        return "";
    }

    private String shell(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** What differs from run to run. */
    private static String plain(String said) {
        return said.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>")
                .replaceAll("orgpurge-[0-9a-f]{32}", "<certificate>");
    }
}
