package dev.orgpurge.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A workbook on its way: written to a file first, because the library puts the time of this machine into it. */
final class FixedZip implements Closeable {

    private static final String PROPERTIES = "docProps/core.xml";
    private static final String CREATED = "(<dcterms:created[^>]*>)[^<]*";

    private final Path file;
    private final OutputStream in;

    FixedZip() throws IOException {
        this.file = Files.createTempFile("orgpurge-report", ".xlsx");
        this.in = new BufferedOutputStream(Files.newOutputStream(file));
    }

    OutputStream in() {
        return in;
    }

    /** Copies it with this time in place of every other. */
    void copy(OutputStream out, Instant at) throws IOException {
        in.close();
        try (ZipFile written = new ZipFile(file.toFile())) {
            // what is written to is the caller's to close
            ZipOutputStream fixed = new ZipOutputStream(out);
            for (Enumeration<? extends ZipEntry> entries = written.entries(); entries.hasMoreElements(); ) {
                copy(written, entries.nextElement(), fixed, at);
            }
            fixed.finish();
        }
    }

    private static void copy(ZipFile written, ZipEntry entry, ZipOutputStream fixed, Instant at) throws IOException {
        fixed.putNextEntry(PackFile.entry(entry.getName()));
        try (InputStream content = written.getInputStream(entry)) {
            if (entry.getName().equals(PROPERTIES)) {
                String properties = new String(content.readAllBytes(), StandardCharsets.UTF_8);
                fixed.write(properties.replaceAll(CREATED, "$1" + at).getBytes(StandardCharsets.UTF_8));
            } else {
                content.transferTo(fixed);
            }
        }
        fixed.closeEntry();
    }

    @Override
    public void close() throws IOException {
        try (in) {
            Files.deleteIfExists(file);
        }
    }
}
