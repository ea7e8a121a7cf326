package dev.orgpurge.catalogue;

import dev.orgpurge.problem.Problem;

/** The servers that OrgPurge knows; newer ones are taken to be like the newest of them. */
public final class ServerVersion {

    /** The question for the number that {@link #require} takes. */
    public static final String QUESTION = "select current_setting('server_version_num')::int";

    private static final int OLDEST = 14;
    private static final int PARTS_OF_A_MAJOR_VERSION = 10_000;

    private ServerVersion() {}

    /**
     * Lets a server pass, or not.
     *
     * @param number {@code server_version_num}: 150004 is PostgreSQL 15.4
     * @throws Problem refused, if that version is not supported
     */
    public static void require(int number) {
        int major = number / PARTS_OF_A_MAJOR_VERSION;
        if (major < OLDEST) {
            throw Problem.refused(
                    "SERVER_TOO_OLD",
                    "the server is PostgreSQL " + major + "; OrgPurge needs " + OLDEST
                            + " or newer: upgrade the server first");
        }
    }
}
