package dev.orgpurge.organization;

/** What the root row says an organization is, by the rules of the configuration. */
public enum State {
    ACTIVE,
    DEACTIVATED,
    EXPIRED
}
