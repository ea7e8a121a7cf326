package dev.orgpurge.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to configure OrgPurge.
 *
 * @param tableLine a line of {@code orgpurge.tables} for every table, {@code %s} is its name; empty for none
 */
record Variant(String name, String tableLine) {

    static final List<Variant> ALL =
            List.of(new Variant("live", ""), new Variant("immutable", "{table: %s, immutable: true}"));

    /** With the metrics that tell of chunks, pushed to a gateway. */
    String configuration(Shape shape, int workers, String gateway) {
        return policy(shape.tables(), workers) + """
                management:
                  prometheus.metrics.export.pushgateway: {enabled: true, format: text, address: "%s"}
                  metrics.distribution:
                    slo: {"[orgpurge.chunk.duration]": "%s"}
                    expiry: {"[orgpurge.chunk.duration]": 1d}
                """.formatted(gateway, ChunkTimes.boundaries());
    }

    String policy(List<Owned> owned, int workers) {
        return """
                orgpurge:
                  organization:
                    table: organizations
                    label: name
                    due:
                      - {rule: deactivated, when: "%s", since: deactivated_at, grace: 30d, state: deactivated}
                  guards: {max-organizations: 10000000, max-share: 100%%}
                  pace: {workers: %d}
                  tables: [%s]
                """.formatted(Shape.DUE, workers, lines(owned));
    }

    private String lines(List<Owned> owned) {
        Stream<Owned> told = tableLine.isEmpty() ? Stream.of() : owned.stream();
        return told.map(table -> tableLine.formatted(table.table())).collect(Collectors.joining(", "));
    }
}
