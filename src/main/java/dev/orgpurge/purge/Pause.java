package dev.orgpurge.purge;

import java.time.Instant;

/**
 * A pause of all purging.
 *
 * @param by the operating system's user; {@code role} is the database's
 */
public record Pause(long id, String reason, String by, String role, Instant since) {

    static final String CODE = "PAUSED";

    String sentence() {
        return "purging is paused since " + since + " by " + by + " (role " + role + "): " + reason
                + "; resume ends the pause";
    }
}
