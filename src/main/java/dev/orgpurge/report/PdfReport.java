package dev.orgpurge.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The page as PDF/A. */
final class PdfReport implements ReportWriter {

    private final OutputStream out;
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private final HtmlReport html = new HtmlReport(page);
    private final AtomicReference<@Nullable Instant> asOf = new AtomicReference<>();

    PdfReport(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(Head head) {
        asOf.set(head.span().asOf());
        html.begin(head);
    }

    @Override
    public void organization(Case one) {
        html.organization(one);
    }

    @Override
    public void run(RunLine run) {
        html.run(run);
    }

    @Override
    public void end(Summary summary) throws IOException {
        html.end(summary);
        PdfPage.write(page.toString(StandardCharsets.UTF_8), Objects.requireNonNull(asOf.get()), out);
    }
}
