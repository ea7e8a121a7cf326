package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Turns what somebody wrote down as a date into a timestamptz. Where there is a doubt the later moment is meant: a day
 * counts from its end, an hour that the clocks show twice or leave out from the later of its two readings.
 */
final class Moments {

    private static final Set<String> NUMBERS = Set.of("int4", "int8", "numeric");

    /** Anything else it would take for an abbreviation (CET: never daylight saving) or a POSIX specification. */
    private static final String KNOWN_ZONE = """
            select exists (select from pg_catalog.pg_timezone_names where name = cast(? as text))
               and not exists (select from pg_catalog.pg_timezone_abbrevs where abbrev = upper(cast(? as text)))
            """;

    private final JdbcClient jdbc;

    Moments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How a date is to be read.
     *
     * @param property where rule or join stand; their {@code zone} and {@code unit} are told below it
     * @param key the key that names the date
     */
    record Reading(
            String property,
            String key,
            @Nullable ZoneId zone,
            @Nullable EpochUnit unit) {}

    /** @throws Problem usage, if it is no date, or zone and unit do not fit its type */
    SqlText bind(SqlSnippet written, Table table, Reading reading) {
        String type = written.type(jdbc, table);
        if (number(type)) {
            return counted(written, type, reading);
        }
        if (reading.unit() != null) {
            throw wrong(reading, "unit", " is of type " + type + " and counts nothing; remove unit");
        }
        return switch (type) {
            case "timestamptz" -> new SqlText().add(withoutZone(written, type, reading));
            case "timestamp" -> inZone(written.sql() + "::timestamp", type, reading);
            case "date" -> inZone("(" + written.sql() + "::date + 1)::timestamp", type, reading);
            default ->
                throw Problem.usage(
                        "CONFIGURATION",
                        written.property() + ": it is of type " + type
                                + "; write an expression of type timestamptz, timestamp or date, or a number with its"
                                + " unit");
        };
    }

    static boolean number(String type) {
        return NUMBERS.contains(type);
    }

    private static SqlText counted(SqlSnippet written, String type, Reading reading) {
        EpochUnit unit = reading.unit();
        if (unit == null) {
            throw wrong(
                    reading,
                    "unit",
                    " is of type " + type + " and says no unit; write seconds or milliseconds, whichever it counts");
        }
        return new SqlText().add(unit.moment(withoutZone(written, type, reading)));
    }

    private static String withoutZone(SqlSnippet written, String type, Reading reading) {
        if (reading.zone() != null) {
            throw wrong(reading, "zone", " is of type " + type + " and needs none; remove zone");
        }
        return written.sql();
    }

    private SqlText inZone(String local, String type, Reading reading) {
        ZoneId zone = reading.zone();
        if (zone == null) {
            throw wrong(
                    reading,
                    "zone",
                    " is of type " + type + " and says no zone; write the zone it is meant in, such as Europe/Berlin");
        }
        SqlText sql = new SqlText().add("(" + local + " at time zone ");
        if (zone.normalized() instanceof ZoneOffset offset) {
            // as text, PostgreSQL would read +02:00 the POSIX way: west of Greenwich (manual, section B.5)
            return sql.add("make_interval(secs => cast(? as double precision)))", offset.getTotalSeconds());
        }
        checkZone(zone, reading);
        return sql.add("cast(? as text))", zone.getId());
    }

    private void checkZone(ZoneId zone, Reading reading) {
        boolean known = jdbc.sql(KNOWN_ZONE)
                .params(zone.getId(), zone.getId())
                .query(Boolean.class)
                .single();
        if (!known) {
            throw Problem.usage(
                    "CONFIGURATION",
                    reading.property() + ".zone: this PostgreSQL knows no place's time zone \"" + zone
                            + "\"; write one such as Europe/Berlin");
        }
    }

    private static Problem wrong(Reading reading, String key, String detail) {
        return Problem.usage("CONFIGURATION", reading.property() + "." + key + ": " + reading.key() + detail);
    }

    /** {@code -infinity} is no date that a grace period could be added to. */
    static @Nullable Instant known(@Nullable OffsetDateTime value) {
        return value == null || value.equals(OffsetDateTime.MIN) ? null : value.toInstant();
    }
}
