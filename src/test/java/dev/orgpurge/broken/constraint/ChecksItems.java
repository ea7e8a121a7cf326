package dev.orgpurge.broken.constraint;

import org.springframework.batch.infrastructure.item.ItemProcessor;

/** Knows Spring Batch outside purge. */
record ChecksItems(ItemProcessor<String, String> processor) {}
