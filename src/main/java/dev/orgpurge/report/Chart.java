package dev.orgpurge.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chart of bars that lie under each other, as the template draws it: where everything is, in the units of a drawing as wide as
 * a phone. Labels stand at the bars, so that it can be read without colours.
 *
 * @param id in the document
 * @param description what somebody hears who does not see it
 * @param height of the drawing
 * @param bars from above
 * @param limitY where the line of what may be is drawn; null: nobody said what may be
 */
record Chart(
        String id,
        String title,
        String description,
        int height,
        List<Bar> bars,
        @Nullable Integer limitY,
        @Nullable String limit,
        @Nullable Integer limitTextY) {

    private static final int ROW = 20;
    private static final int BAR = 13;
    private static final int LEFT = 132;
    private static final int WIDTH = 172;
    private static final int ROOM = 124;
    private static final int WIDEST = 11;
    private static final int MOST = 14;

    /**
     * A bar.
     *
     * @param label as much of it as there is room for
     * @param full all of it
     */
    record Bar(
            String label,
            String full,
            long value,
            String shown,
            int y,
            int textY,
            int width,
            int valueX,
            boolean late) {}

    boolean empty() {
        return bars.isEmpty();
    }

    static Chart of(String id, String title, String description, Map<String, Long> values) {
        List<Ages.Step> steps = new ArrayList<>();
        values.forEach((label, value) -> steps.add(new Ages.Step(label, null, value, false)));
        return of(id, title, description, steps, null);
    }

    /** The largest ones first, and what all others have together. */
    static Chart largest(String id, String title, String description, Map<String, Long> values) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        new TreeMap<>(values)
                .entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .forEach(one -> sorted.put(one.getKey(), one.getValue()));
        if (sorted.size() <= MOST) {
            return of(id, title, description, sorted);
        }
        Map<String, Long> first = new LinkedHashMap<>();
        long others = 0;
        for (Map.Entry<String, Long> one : sorted.entrySet()) {
            if (first.size() < MOST - 1) {
                first.put(one.getKey(), one.getValue());
            } else {
                others += one.getValue();
            }
        }
        first.put((sorted.size() - first.size()) + " others", others);
        return of(id, title, description, first);
    }

    /** @param limit what the line means that is drawn behind the step that is the limit */
    static Chart of(String id, String title, String description, List<Ages.Step> steps, @Nullable String limit) {
        long most = Math.max(1, steps.stream().mapToLong(Ages.Step::count).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        Integer line = null;
        int y = 4;
        for (Ages.Step step : steps) {
            int width = step.count() == 0 ? 0 : (int) Math.max(2, WIDTH * step.count() / most);
            bars.add(new Bar(
                    shorten(step.label()),
                    step.label(),
                    step.count(),
                    String.format(Locale.ROOT, "%,d", step.count()),
                    y,
                    y + BAR - 2,
                    width,
                    LEFT + width + 6,
                    line != null));
            y += ROW;
            if (step.limit() && limit != null) {
                line = y + 2;
                y += ROW - 4;
            }
        }
        boolean nothing = steps.stream().allMatch(step -> step.count() == 0);
        return new Chart(
                id,
                title,
                description,
                y + 2,
                nothing ? List.of() : bars,
                line,
                line == null ? null : limit,
                line == null ? null : line + 11);
    }

    /** Names differ at their ends more often than in their middle. */
    private static String shorten(String label) {
        int[] points = label.codePoints().toArray();
        if (width(points, 0, points.length) <= ROOM) {
            return label;
        }
        int head = Math.min(6, points.length);
        int tail = points.length;
        int left = ROOM - width(points, 0, head) - WIDEST;
        while (tail > head && left >= width(points[tail - 1])) {
            left -= width(points[--tail]);
        }
        return new String(points, 0, head) + "…" + new String(points, tail, points.length - tail);
    }

    private static int width(int[] points, int from, int to) {
        int width = 0;
        for (int i = from; i < to; i++) {
            width += width(points[i]);
        }
        return width;
    }

    /** About as wide as a letter is; no font is at hand where a page is written, and everybody's is another. */
    private static int width(int point) {
        if (point >= 0x2E80) {
            return WIDEST;
        }
        return Character.isUpperCase(point) || point == 'm' || point == 'w' ? 8 : 6;
    }
}
