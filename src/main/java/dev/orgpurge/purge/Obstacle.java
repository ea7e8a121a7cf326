package dev.orgpurge.purge;

/** Why a chunk must not begin now. */
record Obstacle(WaitReason reason, String why) {}
