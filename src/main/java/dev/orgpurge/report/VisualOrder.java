package dev.orgpurge.report;

import com.openhtmltopdf.bidi.BidiReorderer;
import com.openhtmltopdf.bidi.BidiSplitter;
import com.openhtmltopdf.bidi.BidiTextRun;
import java.text.Bidi;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which way the parts of a line run. Arabic letters are not joined: that would take a library larger than all the rest. */
final class VisualOrder implements BidiSplitter {

    private final AtomicReference<@Nullable Bidi> line = new AtomicReference<>();

    @Override
    public void setParagraph(String paragraph, byte defaultDirection) {
        int direction = defaultDirection == RTL ? Bidi.DIRECTION_RIGHT_TO_LEFT : Bidi.DIRECTION_LEFT_TO_RIGHT;
        line.set(new Bidi(paragraph, direction));
    }

    private Bidi line() {
        return java.util.Objects.requireNonNull(line.get());
    }

    @Override
    public int countTextRuns() {
        return line().getRunCount();
    }

    @Override
    public BidiTextRun getVisualRun(int index) {
        byte[] levels = new byte[countTextRuns()];
        Integer[] runs = new Integer[levels.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) line().getRunLevel(i);
            runs[i] = i;
        }
        Bidi.reorderVisually(levels, 0, runs, 0, runs.length);
        int run = runs[index];
        int start = line().getRunStart(run);
        return new BidiTextRun(start, line().getRunLimit(run) - start, line().getRunLevel(run) % 2 == 1 ? RTL : LTR);
    }

    @Override
    public byte getBaseDirection(String paragraph) {
        return new Bidi(paragraph, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight() ? LTR : RTL;
    }

    /** The text as it stands on paper from left to right. */
    static String visual(String text) {
        if (!Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
            return text;
        }
        VisualOrder order = new VisualOrder();
        order.setParagraph(text, LTR);
        StringBuilder visual = new StringBuilder();
        for (int i = 0; i < order.countTextRuns(); i++) {
            BidiTextRun run = order.getVisualRun(i);
            String part = text.substring(run.getStart(), run.getStart() + run.getLength());
            visual.append(run.getDirection() == RTL ? reversed(part) : part);
        }
        return visual.toString();
    }

    /** Brackets are mirrored: they open and close, and do not point left and right. */
    private static String reversed(String text) {
        StringBuilder reversed = new StringBuilder(text).reverse();
        String pairs = "()[]{}<>«»";
        for (int i = 0; i < reversed.length(); i++) {
            int pair = pairs.indexOf(reversed.charAt(i));
            if (pair >= 0) {
                reversed.setCharAt(i, pairs.charAt(pair ^ 1));
            }
        }
        return reversed.toString();
    }

    static final class Reorderer implements BidiReorderer {

        @Override
        public String reorderRTLTextToLTR(String text) {
            return reversed(text);
        }

        @Override
        public String shapeText(String text) {
            return text;
        }

        @Override
        public String deshapeText(String text) {
            return text;
        }

        @Override
        public boolean isLiveImplementation() {
            return true;
        }
    }
}
