package dev.orgpurge.report;

import java.time.ZonedDateTime;
import java.util.TimeZone;
import java.util.zip.ZipEntry;

/** Entries of zip files that are the same whenever and wherever they are written. */
final class PackFile {

    private PackFile() {}

    /** The format has a local time and no zone: what is written is always the second day that it can name. */
    static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(
                ZonedDateTime.of(1980, 1, 2, 0, 0, 0, 0, TimeZone.getDefault().toZoneId())
                        .toInstant()
                        .toEpochMilli());
        return entry;
    }
}
