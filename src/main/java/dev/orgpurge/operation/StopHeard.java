package dev.orgpurge.operation;

import dev.orgpurge.purge.PurgeListener;

/** Remembers that a signal asked this process to stop its run: then it begins no other. */
final class StopHeard implements PurgeListener {

    private volatile boolean heard;

    @Override
    public void stopAsked() {
        heard = true;
    }

    boolean heard() {
        return heard;
    }
}
