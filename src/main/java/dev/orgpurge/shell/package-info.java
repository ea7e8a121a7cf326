/** The operator's words: commands, strict parsing, tables and JSON. No logic. */
@NullMarked
package dev.orgpurge.shell;

import org.jspecify.annotations.NullMarked;
