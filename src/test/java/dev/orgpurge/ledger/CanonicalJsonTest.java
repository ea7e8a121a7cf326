package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    private static final int CASES = 500;

    @Test
    void scalars_are_written_plainly() {
        assertThat(CanonicalJson.write(null)).isEqualTo("null");
        assertThat(CanonicalJson.write(true)).isEqualTo("true");
        assertThat(CanonicalJson.write(-7)).isEqualTo("-7");
        assertThat(CanonicalJson.write(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
        assertThat(CanonicalJson.write("Ünï 💾")).isEqualTo("\"Ünï 💾\"");
    }

    @Test
    void keys_are_sorted_by_utf16_code_units_and_there_is_no_white_space() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("\uFB33", 1);
        map.put("😀", 2);
        map.put("ö", 3);
        map.put("b", List.of(1, Map.of("y", false, "x", "")));
        map.put("B", null);
        map.put("", 0);

        assertThat(CanonicalJson.write(map))
                .isEqualTo("{\"\":0,\"B\":null,\"b\":[1,{\"x\":\"\",\"y\":false}],\"ö\":3,\"😀\":2,\"\uFB33\":1}");
    }

    @Test
    void escapes_are_those_of_rfc_8785() {
        assertThat(CanonicalJson.write("\b\t\n\f\r\"\\/\u0000\u000b\u001f\u007f\u2028"))
                .isEqualTo("\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u000b\\u001f\u007f\u2028\"");
    }

    @Test
    void empty_maps_and_lists_are_written() {
        assertThat(CanonicalJson.write(List.of(Map.of(), List.of()))).isEqualTo("[{},[]]");
    }

    @Test
    void what_has_no_exact_form_is_refused() {
        for (Object value : List.of(1.0, 1.0f, BigDecimal.ONE, 'c', Instant.EPOCH, new int[] {1}, Thread.State.NEW)) {
            assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of("key", value)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of(1, "one")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uD83Db", "\uDE00", "\uDE00\uD83D"})
    void half_a_surrogate_pair_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(text));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of(text, 1)));
    }

    @Test
    void what_is_written_is_read_back_and_written_the_same() {
        for (long seed = 0; seed < CASES; seed++) {
            Map<String, @Nullable Object> value = new Values(new Random(seed)).map(4);
            String json = CanonicalJson.write(value);

            assertThat(EntryBody.read(json)).as("seed %d", seed).isEqualTo(value);
            assertThat(CanonicalJson.write(EntryBody.read(json)))
                    .as("seed %d", seed)
                    .isEqualTo(json);
        }
    }

    @Test
    void the_order_of_insertion_does_not_matter() {
        for (long seed = 0; seed < CASES; seed++) {
            Map<String, @Nullable Object> value = new Values(new Random(seed)).map(3);
            List<String> keys = new ArrayList<>(value.keySet());
            Collections.shuffle(keys, new Random(seed + 1));
            Map<String, @Nullable Object> shuffled = new LinkedHashMap<>();
            keys.forEach(key -> shuffled.put(key, value.get(key)));

            assertThat(CanonicalJson.write(shuffled)).as("seed %d", seed).isEqualTo(CanonicalJson.write(value));
        }
    }

    @Test
    void ints_and_longs_of_the_same_value_are_written_the_same() {
        assertThat(CanonicalJson.write(Map.of("n", 42))).isEqualTo(CanonicalJson.write(Map.of("n", 42L)));
    }

    private record Values(Random random) {

        Map<String, @Nullable Object> map(int depth) {
            Map<String, @Nullable Object> map = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                map.put(text(), value(depth - 1));
            }
            return map;
        }

        private @Nullable Object value(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> null;
                case 1 -> random.nextBoolean();
                case 2 -> random.nextLong() >> random.nextInt(64);
                case 3 -> text();
                case 4 -> map(depth);
                default -> list(depth);
            };
        }

        private List<@Nullable Object> list(int depth) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                list.add(value(depth - 1));
            }
            return list;
        }

        private String text() {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                int c = random.nextInt(random.nextBoolean() ? 0x100 : 0x11000);
                text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 0x1F600 : c);
            }
            return text.toString();
        }
    }
}
