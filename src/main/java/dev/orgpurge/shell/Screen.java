package dev.orgpurge.shell;

import java.util.OptionalInt;

/** The terminal that the two streams are written to, if they are: empty where a stream goes to a file or a pipe. */
public interface Screen {

    /** Nobody looks; nothing is wrapped or rewritten. */
    Screen NONE = of(OptionalInt.empty());

    /** Columns of the terminal behind stdout. */
    OptionalInt out();

    /** Columns of the terminal behind stderr. */
    OptionalInt err();

    /** A terminal of that many columns behind both streams. */
    static Screen of(int columns) {
        return of(OptionalInt.of(columns));
    }

    private static Screen of(OptionalInt columns) {
        return new Screen() {
            @Override
            public OptionalInt out() {
                return columns;
            }

            @Override
            public OptionalInt err() {
                return columns;
            }
        };
    }
}
