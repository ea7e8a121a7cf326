package dev.orgpurge.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * One list as CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets show as nothing and everybody else can see.
 */
final class CsvReport implements ReportWriter {

    /** What spreadsheets begin a formula with, full-width forms included; a tab or line break is skipped by some of them. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private final CSVPrinter out;
    private final ReportPart part;
    private final AtomicReference<@Nullable Head> head = new AtomicReference<>();

    CsvReport(OutputStream out, ReportPart part) throws IOException {
        this.out = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), CSVFormat.RFC4180);
        this.part = part;
    }

    @Override
    public void begin(Head begun) throws IOException {
        head.set(begun);
        out.printRecord(
                switch (part) {
                    case ORGANIZATIONS -> Columns.ORGANIZATIONS;
                    case TABLES -> Columns.tables();
                    case RUNS -> Columns.RUNS;
                });
    }

    @Override
    public void organization(Case one) throws IOException {
        if (part == ReportPart.ORGANIZATIONS) {
            print(Columns.organization(one, Objects.requireNonNull(head.get())));
        }
    }

    @Override
    public void run(RunLine run) throws IOException {
        if (part == ReportPart.RUNS) {
            print(Columns.run(run));
        }
    }

    @Override
    public void end(Summary summary) throws IOException {
        if (part == ReportPart.TABLES) {
            for (Map.Entry<String, Map<String, Long>> table : summary.tables().entrySet()) {
                print(Columns.table(table.getKey(), table.getValue()));
            }
        }
        out.flush();
    }

    private void print(List<@Nullable Object> cells) throws IOException {
        for (Object cell : cells) {
            out.print(cell instanceof String text ? harmless(text) : cell);
        }
        out.println();
    }

    static String harmless(String text) {
        String begun = text.stripLeading();
        boolean formula = (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0)
                || (!begun.isEmpty() && FORMULA.indexOf(begun.charAt(0)) >= 0);
        return formula ? "'" + text : text;
    }
}
