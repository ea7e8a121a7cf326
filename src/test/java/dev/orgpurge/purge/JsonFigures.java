package dev.orgpurge.purge;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads figures out of a certificate. */
final class JsonFigures {

    private JsonFigures() {}

    static Map<String, Long> of(String certificate, String table) {
        Map<String, Long> figures = new TreeMap<>();
        JsonNode node = JsonMapper.shared().readTree(certificate).get("tables").get(table);
        node.properties().forEach(entry -> {
            if (entry.getValue().isNumber()) {
                figures.put(entry.getKey(), entry.getValue().asLong());
            }
        });
        return figures;
    }
}
