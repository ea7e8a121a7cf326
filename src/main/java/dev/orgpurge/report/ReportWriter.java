package dev.orgpurge.report;

import java.io.Closeable;
import java.io.IOException;

/** Takes a report as it is told: the head, every organization, every run, and what they add up to. */
interface ReportWriter extends Closeable {

    void begin(Head head) throws IOException;

    void organization(Case one) throws IOException;

    void run(RunLine run) throws IOException;

    void end(Summary summary) throws IOException;

    /** Gives back what it took to write it; the stream it was written to is not its own. */
    @Override
    default void close() throws IOException {}
}
