package dev.orgpurge.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A workbook with every list on a sheet of its own. Texts are stored as texts, so none is ever a formula. Rows go out as they
 * come; a list that is longer than a sheet goes on on another.
 */
final class XlsxReport implements ReportWriter {

    private static final int ROWS_KEPT = 500;
    private static final int LONGEST_TEXT = 32_767;

    private final Workbook workbook;
    private final Worksheet overview;
    private final AtomicReference<@Nullable Head> head = new AtomicReference<>();
    private final AtomicReference<@Nullable Sheet> open = new AtomicReference<>();
    private final OutputStream out;
    private final FixedZip fixed;

    XlsxReport(OutputStream out) throws IOException {
        this.out = out;
        this.fixed = new FixedZip();
        this.workbook = new Workbook(fixed.in(), "OrgPurge", null);
        this.overview = workbook.newWorksheet("Overview");
    }

    /** A sheet that is being filled. */
    private static final class Sheet {

        private final Workbook workbook;
        private final String name;
        private final List<String> columns;
        private final AtomicReference<Worksheet> sheet;
        private final AtomicInteger row = new AtomicInteger();
        private final AtomicInteger sheets = new AtomicInteger(1);

        Sheet(Workbook workbook, String name, List<String> columns) {
            this.workbook = workbook;
            this.name = name;
            this.columns = columns;
            this.sheet = new AtomicReference<>(begin(name));
        }

        private Worksheet begin(String title) {
            Worksheet fresh = workbook.newWorksheet(title);
            fresh.freezePane(0, 1);
            for (int i = 0; i < columns.size(); i++) {
                fresh.inlineString(0, i, columns.get(i));
                fresh.style(0, i).bold().set();
                fresh.width(i, Math.max(12, columns.get(i).length() + 4));
            }
            row.set(1);
            return fresh;
        }

        void add(List<@Nullable Object> cells) throws IOException {
            if (row.get() == Worksheet.MAX_ROWS) {
                sheet.get().finish();
                sheet.set(begin(name + " " + sheets.incrementAndGet()));
            }
            for (int i = 0; i < cells.size(); i++) {
                cell(sheet.get(), row.get(), i, cells.get(i));
            }
            if (row.incrementAndGet() % ROWS_KEPT == 0) {
                sheet.get().flush();
            }
        }

        void finish() throws IOException {
            sheet.get().finish();
        }
    }

    private static void cell(Worksheet sheet, int row, int column, @Nullable Object value) {
        if (value instanceof Number number) {
            sheet.value(row, column, number);
        } else if (value instanceof Boolean flag) {
            sheet.value(row, column, flag);
        } else if (value != null) {
            String text = value.toString();
            sheet.inlineString(
                    row, column, text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT - 1) + "…" : text);
        }
    }

    @Override
    public void begin(Head begun) {
        head.set(begun);
        workbook.properties().setTitle("OrgPurge report");
        open.set(new Sheet(workbook, "Organizations", Columns.ORGANIZATIONS));
    }

    @Override
    public void organization(Case one) throws IOException {
        sheet().add(Columns.organization(one, Objects.requireNonNull(head.get())));
    }

    @Override
    public void run(RunLine run) throws IOException {
        if (!sheet().name.equals("Runs")) {
            next("Runs", Columns.RUNS);
        }
        sheet().add(Columns.run(run));
    }

    @Override
    public void end(Summary summary) throws IOException {
        if (!sheet().name.equals("Runs")) {
            next("Runs", Columns.RUNS);
        }
        next("Tables", Columns.tables());
        for (Map.Entry<String, Map<String, Long>> table : summary.tables().entrySet()) {
            sheet().add(Columns.table(table.getKey(), table.getValue()));
        }
        sheet().finish();
        overview(summary);
        workbook.finish();
        fixed.copy(out, Objects.requireNonNull(head.get()).span().asOf());
    }

    @Override
    public void close() throws IOException {
        fixed.close();
    }

    private void overview(Summary summary) throws IOException {
        int row = 0;
        overview.width(0, 34);
        overview.width(1, 80);
        for (Map.Entry<String, @Nullable Object> one :
                Columns.overview(Objects.requireNonNull(head.get()), summary).entrySet()) {
            overview.inlineString(row, 0, one.getKey());
            overview.style(row, 0).bold().set();
            cell(overview, row, 1, one.getValue());
            row++;
        }
        overview.finish();
    }

    private Sheet sheet() {
        return Objects.requireNonNull(open.get());
    }

    private void next(String name, List<String> columns) throws IOException {
        sheet().finish();
        open.set(new Sheet(workbook, name, columns));
    }
}
