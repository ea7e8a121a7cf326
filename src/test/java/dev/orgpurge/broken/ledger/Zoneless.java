package dev.orgpurge.broken.ledger;

import java.time.LocalDateTime;

/** Evidence with a time that could be anywhere. */
record Zoneless(LocalDateTime at) {}
