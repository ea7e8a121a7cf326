package dev.orgpurge.purge;

/**
 * What somebody asked for, before it is known whether a run comes of it.
 *
 * @param everyone for everyone who is due, not for named organizations
 */
public record Attempt(Mode mode, boolean everyone) {

    static Attempt of(PurgeRequest request) {
        return new Attempt(request.mode(), !request.named());
    }
}
