package dev.orgpurge;

import dev.orgpurge.purge.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends a process of which a thread died for want of memory, the pool's for instance: the others would wait for it, or the
 * collector would be at work for ever. Made before memory is short, because nothing can be made then. As safe as
 * {@code kill -9}: what was committed stands.
 */
final class LastWords {

    static final String CODE = "OUT_OF_MEMORY";

    static final String SENTENCE = "the Java heap is too small: give java a larger -Xmx, or its container more memory;"
            + " what was committed stands, and it is safe to run the command again";

    private final byte[] words = ("error: " + SENTENCE + " [" + CODE + "]\n").getBytes(StandardCharsets.US_ASCII);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private final Runtime runtime = Runtime.getRuntime();
    private final int exit = ExitCode.UNEXPECTED.code();

    /** Does not return if that is what happened. */
    void onOutOfMemory(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            try {
                err.write(words);
            } catch (IOException | OutOfMemoryError e) {
                runtime.halt(exit);
            }
            runtime.halt(exit);
        }
    }
}
