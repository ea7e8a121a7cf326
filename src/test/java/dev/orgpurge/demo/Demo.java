package dev.orgpurge.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Shows a purge from beginning to end; the exit code says whether everything went as it should. */
public final class Demo {

    private static final Path JAR = Path.of("target", "orgpurge.jar");
    private static final Path POLICY = Path.of("src", "test", "resources", "demo", "policy.yaml");
    private static final Path FOLDER = Path.of(".orgpurge", "demo");
    private static final String AGENCY = "200";

    private final PrintStream out;
    private final DataSource database;
    private final PackagedJar orgPurge;

    private Demo(PrintStream out, DataSource database, PackagedJar orgPurge) {
        this.out = out;
        this.database = database;
        this.orgPurge = orgPurge;
    }

    /** Takes no arguments; to be run in the project's folder, after packaging. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try {
            run(out);
        } catch (IOException | SQLException | IllegalStateException e) {
            out.flush();
            System.err.println("demo: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(1);
        }
    }

    private static void run(PrintStream out) throws IOException, SQLException, InterruptedException {
        out.println("OrgPurge demo: an embedded PostgreSQL on a free port, filled, purged, and removed at the end.");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Map<String, String> environment = new TreeMap<>(Map.of(
                    "SPRING_DATASOURCE_URL",
                    "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                    "SPRING_DATASOURCE_USERNAME",
                    "postgres",
                    "SPRING_CONFIG_ADDITIONAL_LOCATION",
                    POLICY.toString(),
                    "COLUMNS",
                    "120"));
            DataSource database = postgres.getPostgresDatabase();
            new Demo(out, database, new PackagedJar(JAR, environment, out)).show();
        }
    }

    private void show() throws IOException, SQLException, InterruptedException {
        DemoData.load(database);
        Census before = Census.take(database);
        long lent = DemoData.lentManagers(database);
        introduce(before);
        Excerpt few = Excerpt.of(out).usual(3);
        orgPurge.run(few.blocked(3), "candidates");
        orgPurge.run("plan");
        orgPurge.run(few.blocked(0), "purge-due");
        require(Census.take(database).equals(before), "the rehearsal changed rows");
        say("Every organization still has as many rows in every table as before the rehearsal.");
        orgPurge.run(few, "purge-due", "--execute");
        say("Once more: who could go is gone, so only the blocked ones are left to be asked.");
        orgPurge.run(few.blocked(0), "purge-due", "--execute");
        Census after = Census.take(database);
        Path certificate = certify();
        orgPurge.run("verify");
        compare(before, after);
        require(DemoData.lentManagers(database) == 0, "a business still has a manager of another organization");
        out.println(lent + " of their businesses had an account manager in organization " + AGENCY
                + " and have none now: the policy says set-null.");
        out.println();
        out.println("Certificate: " + certificate.toAbsolutePath());
        out.println("Report: " + report().toAbsolutePath()
                + " (report --from DATE --to DATE; evidence-pack has all of it for an auditor)");
    }

    private void introduce(Census before) {
        say(String.format(
                Locale.ROOT,
                "%d organizations, %,d rows (src/test/resources/demo). Each command below runs with",
                before.organizations().size(),
                before.total()));
        orgPurge.environment().forEach((name, value) -> out.println("  " + name + "=" + value));
    }

    /** The agency's people worked for others too, so its certificate also tells of detached rows. */
    private Path certify() throws IOException, InterruptedException {
        Path file = FOLDER.resolve("certificate-" + AGENCY + ".json");
        Files.createDirectories(FOLDER);
        Files.deleteIfExists(file);
        orgPurge.run("certificate", "--org-id", AGENCY, "--out", file.toString());
        require(Files.size(file) > 0, file + " is empty");
        return file;
    }

    private Path report() throws IOException, InterruptedException {
        Path file = FOLDER.resolve("report.html");
        orgPurge.run(
                "report", "--from", "2000-01-01", "--to", "2100-01-01", "--format", "html", "--out", file.toString());
        require(Files.size(file) > 0, file + " is empty");
        return file;
    }

    private void compare(Census before, Census after) {
        Census stay = before.only(after.organizations());
        say("Counted by the demo itself, not by OrgPurge:");
        out.printf(Locale.ROOT, "%-16s %9s %9s %9s%n", "TABLE", "BEFORE", "AFTER", "GONE");
        for (String table : before.rows().keySet()) {
            row(table, before.total(table), after.total(table));
        }
        row("all", before.total(), after.total());
        require(after.total() < before.total(), "nothing was purged");
        require(stay.equals(after), "an organization that stays lost or gained rows");
        say(String.format(
                Locale.ROOT,
                "The %d organizations that stay have every one of their %,d rows.",
                after.organizations().size(),
                after.total()));
    }

    private void row(String table, long before, long after) {
        out.printf(Locale.ROOT, "%-16s %,9d %,9d %,9d%n", table, before, after, before - after);
    }

    private void say(String sentence) {
        out.println();
        out.println(sentence);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
