package dev.orgpurge.purge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of numbered keys that one worker goes through, chunk by chunk; the checkpoint of a restart.
 *
 * @param target number of the table it deletes from; 0: a range of pieces, whose rows refer to each other in circles
 * @param pass which ownership relation of the table is followed; always 0 where rows go by their own keys
 * @param position the last key that is done, or the first block that is not
 * @param childKey below a giant: the key of the last child that is done, or the number of the next block and the rows gone since the first one, as text
 * @param width how much the last chunk took, or the first should; 0: not known
 */
record Slice(
        int work,
        int number,
        int target,
        int pass,
        Kind kind,
        long keyTo,
        long position,
        @Nullable List<String> childKey,
        int width) {

    static final int CORE = 0;

    /** What a slice goes through. */
    enum Kind {
        /** Numbered keys. */
        KEYS,
        /** One parent with so many rows that chunks are cut below it, by the child's own key, or by the table's blocks where it has none. */
        GIANT,
        /** The table's blocks, whomever of the batch their rows belong to. */
        BLOCKS
    }

    Slice at(long newPosition, @Nullable List<String> newChildKey) {
        return new Slice(work, number, target, pass, kind, keyTo, newPosition, newChildKey, width);
    }

    boolean giant() {
        return kind == Kind.GIANT;
    }

    boolean blocks() {
        return kind == Kind.BLOCKS;
    }

    /** The same slice at another place in the order. */
    Slice numbered(int newNumber) {
        return new Slice(work, newNumber, target, pass, kind, keyTo, position, childKey, width);
    }

    Slice withWidth(int newWidth) {
        return new Slice(work, number, target, pass, kind, keyTo, position, childKey, newWidth);
    }

    /** Its positions are numbers of pieces, not of keys. */
    boolean core() {
        return target == CORE;
    }

    boolean done() {
        return position >= keyTo;
    }
}
