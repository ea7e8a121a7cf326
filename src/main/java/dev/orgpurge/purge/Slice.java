package dev.orgpurge.purge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of numbered keys that one worker goes through, chunk by chunk; the checkpoint of a restart.
 *
 * @param target number of the table it deletes from; 0: a range of pieces, whose rows refer to each other in circles
 * @param pass which ownership relation of the table is followed; always 0 where rows go by their own keys
 * @param giant one parent with so many rows that chunks are cut below it, by the child's own key, or by the table's blocks where it has none
 * @param position the last key that is done
 * @param childKey below a giant: the key of the last child that is done, or the number of the next block and the rows gone since the first one, as text
 * @param width how much the last chunk took; 0: there was none yet
 */
record Slice(
        int work,
        int number,
        int target,
        int pass,
        boolean giant,
        long keyTo,
        long position,
        @Nullable List<String> childKey,
        int width) {

    static final int CORE = 0;

    Slice at(long newPosition, @Nullable List<String> newChildKey) {
        return new Slice(work, number, target, pass, giant, keyTo, newPosition, newChildKey, width);
    }

    /** Its positions are numbers of pieces, not of keys. */
    boolean core() {
        return target == CORE;
    }

    boolean done() {
        return position >= keyTo;
    }
}
