package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One object; what it lists stands one to a line, so that {@code grep} finds an organization too. */
final class JsonReport implements ReportWriter {

    private final Writer out;
    private final AtomicReference<@Nullable Head> head = new AtomicReference<>();
    private final AtomicReference<Section> section = new AtomicReference<>(Section.NONE);

    private enum Section {
        NONE,
        ORGANIZATIONS,
        RUNS
    }

    JsonReport(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begin(Head begun) throws IOException {
        head.set(begun);
        out.write("{");
        field("format", Head.FORMAT);
        next();
        field("scope", begun.scope());
        next();
        field("ledger", begun.ledger());
        next();
        field("system", begun.system());
        next();
        field("contact", begun.contact());
        next();
        field("purge_within_seconds", begun.within());
        next();
        field("rules", begun.rulesFields());
        next();
        field("plan_digests", begun.plans());
        next();
        field("reverified", begun.reverified());
        next();
        out.write("\"organizations\":[");
    }

    @Override
    public void organization(Case one) throws IOException {
        Head begun = java.util.Objects.requireNonNull(head.get());
        element(Section.ORGANIZATIONS, one.fields(begun.span().asOf(), begun.within()));
    }

    @Override
    public void run(RunLine run) throws IOException {
        if (section.get() != Section.RUNS) {
            out.write("\n],\n\"runs\":[");
        }
        element(Section.RUNS, run.fields());
    }

    @Override
    public void end(Summary summary) throws IOException {
        if (section.get() != Section.RUNS) {
            out.write("\n],\n\"runs\":[");
        }
        out.write("\n],\n");
        field("summary", summary.fields());
        out.write("}\n");
        out.flush();
    }

    private void element(Section of, Map<String, @Nullable Object> fields) throws IOException {
        out.write(section.getAndSet(of) == of ? ",\n" : "\n");
        out.write(CanonicalJson.write(fields));
    }

    private void field(String name, @Nullable Object value) throws IOException {
        out.write(CanonicalJson.write(name) + ":" + CanonicalJson.write(value));
    }

    private void next() throws IOException {
        out.write(",\n");
    }
}
