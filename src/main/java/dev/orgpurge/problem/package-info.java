/** What an operator is told when something is refused or wrong: one sentence and a kind that decides the exit code. */
@NullMarked
package dev.orgpurge.problem;

import org.jspecify.annotations.NullMarked;
