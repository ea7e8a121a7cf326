package dev.orgpurge.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bars for the README: how fast each is, where one transaction of plain DELETEs is 1. */
final class Picture {

    private static final int WIDTH = 760;
    private static final int LABELS = 220;
    private static final int UNIT = 220;
    private static final int LINE = 20;
    private static final double LONGEST = 2;
    private static final String BASE = new OneTransaction(false).name();

    private final StringBuilder bars = new StringBuilder();
    private int y = 40;

    private Picture() {}

    /** Groups that were not measured against one transaction are left out. */
    static String of(List<Result> results) {
        Picture picture = new Picture();
        for (Result result : results) {
            result.groups().forEach(group -> picture.group(result, group));
        }
        return picture.svg();
    }

    private void group(Result result, String group) {
        List<Trial> trials = result.trials(group);
        Optional<Trial> base = trials.stream()
                .filter(trial -> trial.contender().name().equals(BASE))
                .findFirst();
        if (base.isEmpty() || result.seconds(base.get()).isEmpty()) {
            return;
        }
        y += LINE / 2;
        text(10, "font-weight=\"bold\"", group);
        y += LINE;
        for (Trial trial : trials) {
            result.ratio(base.get(), trial).ifPresent(speed -> bar(trial, speed));
        }
    }

    private void bar(Trial trial, Spread speed) {
        double length = Math.min(speed.median(), LONGEST) * UNIT;
        String colour = trial.contender().ours() ? "#1f6f54" : "#9aa5a0";
        text(20, "", trial.contender().name());
        bars.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LABELS,
                y - 12,
                length,
                LINE - 6,
                colour));
        text(LABELS + (int) length + 6, "", String.format(Locale.ROOT, "%.2f", speed.median()));
        y += LINE;
    }

    private void text(int x, String attributes, String words) {
        bars.append("<text x=\"%d\" y=\"%d\" %s>%s</text>%n".formatted(x, y, attributes, words));
    }

    private String svg() {
        int one = LABELS + UNIT;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="10" y="22">Rows a second; one transaction of plain DELETEs is 1. Longer is faster.</text>
                <line x1="%3$d" y1="32" x2="%3$d" y2="%2$d" stroke="#444444" stroke-dasharray="3 3"/>
                %4$s</svg>
                """.formatted(WIDTH, y + LINE / 2, one, bars);
    }
}
