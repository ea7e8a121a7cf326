package dev.orgpurge.report;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipOutputStream;

/** A zip file in the making that knows the SHA-256 of what is in it. The list of them waits in a file of its own: it may be long. */
final class Pack implements Closeable {

    private final ZipOutputStream zip;
    private final Path list;

    Pack(ZipOutputStream zip) throws IOException {
        this.zip = zip;
        this.list = Files.createTempFile("orgpurge-pack", ".sums");
    }

    /** Writes one file of it. */
    interface Content {

        void write(OutputStream file) throws IOException;
    }

    void add(String name, Content content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            zip.putNextEntry(PackFile.entry(name));
            try (OutputStream file = new DigestOutputStream(new StaysOpen(zip), digest)) {
                content.write(file);
            }
            zip.closeEntry();
            Files.writeString(
                    list,
                    HexFormat.of().formatHex(digest.digest()) + "  " + name + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What {@code sha256sum -c} reads; the last file. */
    void sums() throws IOException {
        zip.putNextEntry(PackFile.entry("SHA256SUMS"));
        Files.copy(list, zip);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(list);
    }

    /** A file's end is not the zip's. */
    private static final class StaysOpen extends FilterOutputStream {

        StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
