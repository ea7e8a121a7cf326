package dev.orgpurge.shell;

import org.springframework.shell.core.command.ParsedInput;

/** A command line that was understood. */
record Invocation(ParsedInput input, OutputFormat format) {}
