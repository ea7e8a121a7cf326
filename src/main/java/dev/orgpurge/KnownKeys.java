package dev.orgpurge;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys below {@code orgpurge}, as the records spell them: a section has children, a list repeats what it holds by
 * number.
 */
record KnownKeys(boolean list, Map<String, KnownKeys> children) {

    static KnownKeys of(Class<?> type) {
        Map<String, KnownKeys> children = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            children.put(DataObjectPropertyName.toDashedForm(component.getName()), of(component));
        }
        return new KnownKeys(false, children);
    }

    private static KnownKeys of(RecordComponent component) {
        if (component.getGenericType() instanceof ParameterizedType listed) {
            Class<?> held = (Class<?>) listed.getActualTypeArguments()[0];
            return new KnownKeys(true, held.isRecord() ? of(held).children : Map.of());
        }
        return component.getType().isRecord() ? of(component.getType()) : new KnownKeys(false, Map.of());
    }

    boolean section() {
        return !children.isEmpty();
    }

    /** What the key names; null if there is no such key. */
    @Nullable
    KnownKeys find(ConfigurationPropertyName name, int from) {
        if (from == name.getNumberOfElements()) {
            return this;
        }
        if (list && name.isNumericIndex(from)) {
            return new KnownKeys(false, children).find(name, from + 1);
        }
        String element = name.getElement(from, Form.UNIFORM);
        for (Map.Entry<String, KnownKeys> child :
                list ? Map.<String, KnownKeys>of().entrySet() : children.entrySet()) {
            if (child.getKey().replace("-", "").equals(element)) {
                return child.getValue().find(name, from + 1);
            }
        }
        return null;
    }

    /** The same for an environment variable, cut at its underscores: dashes are left out or are underscores too. */
    @Nullable
    KnownKeys find(List<String> words) {
        if (words.isEmpty()) {
            return this;
        }
        if (list) {
            return words.get(0).matches("\\d+") ? new KnownKeys(false, children).find(tail(words, 1)) : null;
        }
        for (Map.Entry<String, KnownKeys> child : children.entrySet()) {
            for (List<String> spelling : spellings(child.getKey())) {
                if (words.size() >= spelling.size()
                        && words.subList(0, spelling.size()).equals(spelling)) {
                    return child.getValue().find(tail(words, spelling.size()));
                }
            }
        }
        return null;
    }

    private static List<List<String>> spellings(String key) {
        return List.of(List.of(key.replace("-", "")), List.of(key.split("-")));
    }

    private static List<String> tail(List<String> words, int from) {
        return words.subList(from, words.size());
    }

    /** Every full key, for suggestions; a list's members carry {@code [0]}. */
    List<String> all(String prefix) {
        List<String> keys = new ArrayList<>();
        children.forEach((name, child) -> {
            String key = prefix + "." + name;
            if (!child.section()) {
                keys.add(key);
            } else {
                keys.addAll(child.all(child.list ? key + "[0]" : key));
            }
        });
        return keys;
    }
}
