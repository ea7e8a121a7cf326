package dev.orgpurge.broken.plan;

import java.nio.file.Path;

/** Reaches for the file system in the pure room. */
record ReadsFiles(Path path) {}
