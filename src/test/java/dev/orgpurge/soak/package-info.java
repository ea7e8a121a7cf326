/**
 * A stress command: nights over a generated database, with random faults and an application that goes on writing, and every
 * promise of the product asked after each of them from a journal that the database itself keeps.
 */
@NullMarked
package dev.orgpurge.soak;

import org.jspecify.annotations.NullMarked;
