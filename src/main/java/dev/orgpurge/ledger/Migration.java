package dev.orgpurge.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** One migration file, known without a database. */
record Migration(MigrationVersion version, String description, String script, String sql) {

    static final String FOLDER = "db/migration";

    private static final Pattern NAME = Pattern.compile("V(\\d+)__(\\w+)\\.sql");

    /** All of them, oldest first. */
    static List<Migration> all() {
        try {
            Resource[] files =
                    new PathMatchingResourcePatternResolver().getResources("classpath:" + FOLDER + "/V*__*.sql");
            return Arrays.stream(files)
                    .map(Migration::of)
                    .sorted(Comparator.comparing(Migration::version))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Migration of(Resource file) {
        String script = String.valueOf(file.getFilename());
        Matcher name = NAME.matcher(script);
        if (!name.matches()) {
            throw new IllegalStateException("not the name of a migration: " + script);
        }
        try {
            return new Migration(
                    MigrationVersion.fromVersion(name.group(1)),
                    name.group(2).replace('_', ' '),
                    script,
                    file.getContentAsString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flyway's: CRC-32 over the lines without their ends. */
    int checksum() {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
