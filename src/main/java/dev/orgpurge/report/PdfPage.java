package dev.orgpurge.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** Sets a page of XHTML as PDF/A-2u, the same bytes for the same page and moment. */
final class PdfPage {

    private static final int REGULAR = 400;
    private static final int BOLD = 700;
    private static final String XMP_DATES = "(<xmp:(?:Create|Modify)Date>)[^<]*";

    static {
        FontMappers.set(new OwnFont());
        // it tells of every rule for screens that it leaves out, on stderr
        XRLog.setLoggingEnabled(false);
    }

    private PdfPage() {}

    static void write(String xhtml, Instant at, OutputStream out) throws IOException {
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .withHtmlContent(xhtml, null)
                .usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_2_U)
                .useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData())
                .withProducer("OrgPurge")
                .useReplacementText("\uFFFD")
                .useSVGDrawer(new SvgBars())
                .addDOMMutator(PdfPage::order)
                // there is nothing to be fetched, whatever a text says
                .useExternalResourceAccessControl(
                        (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        font(builder, "DejaVuSans.ttf", REGULAR);
        font(builder, "DejaVuSans-Bold.ttf", BOLD);
        try (PdfBoxRenderer renderer = builder.buildPdfRenderer();
                PDDocument document = renderer.createPDFKeepOpen()) {
            date(document, at);
            document.setDocumentId(at.getEpochSecond());
            document.save(out);
        }
    }

    /** What runs from right to left is put the way it stands on paper: the library reorders letters, but not the parts of a line. */
    private static void order(Document page) {
        order((Node) page);
    }

    private static void order(Node node) {
        if (node.getNodeType() == Node.TEXT_NODE) {
            node.setNodeValue(VisualOrder.of(node.getNodeValue()));
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            order(child);
        }
    }

    private static void font(PdfRendererBuilder builder, String file, int weight) {
        builder.useFont(() -> open(file), "DejaVu Sans", weight, FontStyle.NORMAL, true);
    }

    static InputStream open(String font) {
        return Objects.requireNonNull(PdfPage.class.getResourceAsStream("fonts/" + font), font);
    }

    private static void date(PDDocument document, Instant at) throws IOException {
        Calendar moment = GregorianCalendar.from(at.atZone(ZoneOffset.UTC));
        moment.set(Calendar.MILLISECOND, 0);
        document.getDocumentInformation().setCreationDate(moment);
        document.getDocumentInformation().setModificationDate(moment);
        PDMetadata metadata = document.getDocumentCatalog().getMetadata();
        String text = new String(metadata.toByteArray(), StandardCharsets.UTF_8);
        String dated = text.replaceAll(XMP_DATES, "$1" + at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(dated.getBytes(StandardCharsets.UTF_8));
        metadata.importXMPMetadata(bytes.toByteArray());
    }
}
