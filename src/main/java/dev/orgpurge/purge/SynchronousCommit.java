package dev.orgpurge.purge;

import java.util.Locale;

/**
 * What the commit of a chunk waits for (manual, section 20.5.1). Asynchronous is safe for chunks alone: a crash loses delete,
 * count and checkpoint together.
 */
public enum SynchronousCommit {
    OFF,
    LOCAL,
    REMOTE_WRITE,
    ON,
    REMOTE_APPLY;

    private static final String UNLESS_OFF =
            "; select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'";

    /** For a chunk that something follows. */
    String forChunks() {
        return "; set local synchronous_commit = " + name().toLowerCase(Locale.ROOT);
    }

    /** For the last rows of an organization: what is said of it afterwards must survive a crash of the server. */
    String forLastRows() {
        return this == OFF || this == LOCAL ? UNLESS_OFF : forChunks();
    }
}
