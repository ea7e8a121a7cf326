package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A ledger as a file: JSON Lines, an entry to a line, and at the end what the head row said. */
public final class LedgerExport {

    private LedgerExport() {}

    /**
     * Walks an export as {@link Ledger#verify(Expectation)} walks the database: the same faults are found at the same places.
     *
     * @throws Problem usage, if it cannot be read, or is something else
     */
    public static Verification verify(Path file, Expectation expectation) {
        Audit audit = new Audit(expectation);
        Head head = null;
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            while (line != null && audit.goesOn()) {
                ExportLine read = read(line);
                if (read == null && number == 0 && !line.contains("previous_hash")) {
                    throw unusable(file);
                }
                number++;
                if (read == null || head != null) {
                    audit.unreadable(number);
                } else if (read.entry() != null) {
                    audit.step(read.entry());
                }
                head = read == null ? null : read.head();
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw Problem.usage(
                    "UNREADABLE_FILE",
                    "cannot read " + file + " (" + e.getClass().getSimpleName()
                            + "): name a file that ledger-export wrote, after --export");
        }
        return audit.end(head);
    }

    private static @Nullable ExportLine read(String line) {
        try {
            return ExportLine.read(line);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Problem unusable(Path file) {
        return Problem.usage(
                "UNREADABLE_FILE",
                "the file " + file + " is no export of a ledger: its first line is no entry; name a file that"
                        + " ledger-export wrote, after --export");
    }
}
