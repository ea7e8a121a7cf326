package dev.orgpurge.ops;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Our metrics as Prometheus reads them; every alert and panel has to keep to these. */
public final class Exposition {

    private static final Set<String> COUNTERS = Set.of(
            MetricNames.ROWS_DELETED,
            MetricNames.ROWS_DETACHED,
            MetricNames.TABLE_ROWS_DELETED,
            MetricNames.CHUNKS,
            MetricNames.CHUNK_RETRIES,
            MetricNames.STEP_DURATION,
            MetricNames.THROTTLED,
            MetricNames.ORGANIZATIONS,
            MetricNames.PUSH_FAILURES);

    private Exposition() {}

    /** As Micrometer knows them. */
    static List<String> names() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (var field : Arrays.stream(MetricNames.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .filter(field -> !field.getName().startsWith("TAG_"))
                .toList()) {
            names.add((String) field.get(null));
        }
        return names;
    }

    /** As Prometheus knows them, without what it adds to histograms. */
    public static List<String> families() throws IllegalAccessException {
        return names().stream().map(Exposition::nameOf).toList();
    }

    static String nameOf(String meter) {
        String name = meter.replace('.', '_');
        if (name.endsWith("timestamp") || name.endsWith("duration") || name.endsWith("throttled")) {
            name += "_seconds";
        }
        return COUNTERS.contains(meter) ? name + "_total" : name;
    }

    static String typeOf(String meter) {
        if (meter.equals(MetricNames.CHUNK_DURATION)) {
            return "histogram";
        }
        return COUNTERS.contains(meter) ? "counter" : "gauge";
    }
}
