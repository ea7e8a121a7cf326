package dev.orgpurge.report;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.zip.ZipEntry;

/** Entries of zip files that are the same whenever and wherever they are written. */
final class PackFile {

    /** The first day that a zip file can name; it takes no part in what the file says. */
    private static final ZonedDateTime ALWAYS = ZonedDateTime.of(1980, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private PackFile() {}

    static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        // local, because the format has no zone: another method would write what the machine's zone makes of it
        entry.setTimeLocal(ALWAYS.toLocalDateTime());
        return entry;
    }
}
