package dev.orgpurge.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of the ledger that something is told from. What was recorded is never changed, so a span says the same for ever.
 *
 * @param first position of its first entry
 * @param last position of its last one; before {@code first}: there is none
 * @param run only this run's entries belong to it; null: all do
 * @param asOf the moment that ages are counted to: the end that was asked for, if the ledger goes on behind it, else that of the
 *     last entry
 * @param head {@code sha256:…} of the entry at {@code last}
 */
public record Span(long first, long last, @Nullable UUID run, Instant asOf, String head) {}
