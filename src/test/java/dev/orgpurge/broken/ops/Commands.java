package dev.orgpurge.broken.ops;

import org.springframework.shell.core.command.CommandRegistry;

/** Knows Spring Shell outside shell. */
record Commands(CommandRegistry registry) {}
