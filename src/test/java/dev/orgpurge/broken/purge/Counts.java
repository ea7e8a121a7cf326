package dev.orgpurge.broken.purge;

import io.micrometer.core.instrument.MeterRegistry;

/** Knows Micrometer outside ops. */
record Counts(MeterRegistry registry) {}
