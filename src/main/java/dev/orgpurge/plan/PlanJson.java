package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The plan's canonical form: what is done, without estimates, so that statistics never change the digest. */
final class PlanJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private PlanJson() {}

    static String canonical(
            Table root, Column rootKey, List<PlanStep> steps, List<Reference> references, Policy policy) {
        Map<String, Object> plan = new TreeMap<>();
        plan.put("root", root.name().sql());
        plan.put("root_key", rootKey.sql());
        plan.put("steps", steps.stream().map(PlanJson::step).toList());
        plan.put("references", references.stream().map(PlanJson::reference).toList());
        plan.put("policy", policy(policy));
        return MAPPER.writeValueAsString(plan);
    }

    static String digest(String json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, Object> step(PlanStep step) {
        Map<String, Object> map = new TreeMap<>();
        map.put("order", step.order());
        map.put("table", step.table().name().sql());
        map.put("treatment", step.treatment().name());
        map.put("component", step.component());
        putIfPresent(map, "immutable", step.immutable() ? true : null);
        map.put("ownership", step.ownership().stream().map(PlanJson::relation).toList());
        return map;
    }

    private static Map<String, Object> reference(Reference reference) {
        Map<String, Object> map = relation(reference.relation());
        map.put("treatment", reference.treatment().name());
        map.put("by_policy", reference.byPolicy());
        map.put("co_owner", reference.coOwner());
        map.put("breaks_cycle", reference.breaksCycle());
        return map;
    }

    private static Map<String, Object> relation(Relation relation) {
        Map<String, Object> map = new TreeMap<>();
        map.put("name", relation.name());
        map.put("child", relation.child().name().sql());
        map.put("columns", names(relation.columns()));
        map.put("parent", relation.parent().name().sql());
        map.put("parent_columns", names(relation.parentColumns()));
        map.put("on_delete", relation.onDelete().name());
        map.put("guards", relation.guards());
        putIfPresent(map, "when", relation.when());
        map.put("cast", relation.cast());
        return map;
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::sql).toList();
    }

    /** The order of lines means nothing, so it changes no digest. */
    private static Map<String, Object> policy(Policy policy) {
        List<Map<String, Object>> tables = new ArrayList<>();
        for (Policy.TablePolicy line : policy.tables()) {
            Map<String, Object> map = new TreeMap<>();
            map.put("table", line.table());
            putIfPresent(map, "owned_by", line.ownedBy());
            putIfPresent(map, "owned_by_root", line.ownedByRoot());
            putIfPresent(map, "when", line.when());
            putIfPresent(map, "treatment", line.treatment());
            putIfPresent(map, "ground", line.ground());
            map.put("detach", line.detach().stream().sorted().toList());
            map.put("accept", line.accept().stream().sorted().toList());
            putIfPresent(map, "immutable", line.immutable() ? true : null);
            tables.add(map);
        }
        List<Map<String, Object>> edges = new ArrayList<>();
        for (Policy.EdgePolicy line : policy.edges()) {
            edges.add(new TreeMap<>(Map.of(
                    "table", line.table(),
                    "edge", line.edge(),
                    "treatment", line.treatment().name())));
        }
        tables.sort(Comparator.comparing(Object::toString));
        edges.sort(Comparator.comparing(Object::toString));
        return new TreeMap<>(Map.of("tables", tables, "edges", edges));
    }

    private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }
}
