package dev.orgpurge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rooms of the house and the one-way arrows between them; the only place where they are written down for a machine. */
final class Rooms {

    static final Map<String, List<String>> MAY_USE = arrows();

    private Rooms() {}

    private static Map<String, List<String>> arrows() {
        Map<String, List<String>> arrows = new LinkedHashMap<>();
        arrows.put("problem", List.of());
        arrows.put("catalogue", List.of("problem"));
        arrows.put("organization", List.of("catalogue", "problem"));
        arrows.put("plan", List.of("catalogue"));
        arrows.put("constraint", List.of("catalogue", "organization", "plan", "problem"));
        arrows.put("ledger", List.of("catalogue", "organization", "problem"));
        arrows.put("purge", List.of("problem", "catalogue", "organization", "plan", "constraint", "ledger"));
        arrows.put("report", List.of("ledger", "organization", "problem"));
        arrows.put("access", List.of("problem", "organization", "ledger"));
        arrows.put("operation", List.of("problem", "organization", "constraint", "ledger", "purge", "access"));
        arrows.put(
                "shell",
                List.of(
                        "problem",
                        "catalogue",
                        "organization",
                        "plan",
                        "constraint",
                        "ledger",
                        "purge",
                        "report",
                        "access"));
        arrows.put(
                "http",
                List.of(
                        "problem",
                        "catalogue",
                        "organization",
                        "plan",
                        "constraint",
                        "ledger",
                        "purge",
                        "report",
                        "access",
                        "operation"));
        arrows.put("ops", List.of("purge", "ledger", "organization", "constraint", "operation"));
        return arrows;
    }

    static List<String> all() {
        return List.copyOf(MAY_USE.keySet());
    }

    /** What a room may not touch: every other room that is not on its list. */
    static List<String> closedTo(String room) {
        List<String> open = MAY_USE.getOrDefault(room, List.of());
        return all().stream()
                .filter(other -> !other.equals(room) && !open.contains(other))
                .toList();
    }

    static String[] packages(String base, List<String> rooms) {
        return rooms.stream().map(room -> base + "." + room + "..").toArray(String[]::new);
    }
}
