package dev.orgpurge.access;

import org.jspecify.annotations.Nullable;

/**
 * Which organizations a key reaches.
 *
 * @param organization only this one
 * @param provider only those whose provider column holds this; both null: every organization
 */
public record Reach(@Nullable String organization, @Nullable String provider) {

    public static final Reach EVERYTHING = new Reach(null, null);

    public Reach {
        if (organization != null && provider != null) {
            throw new IllegalArgumentException("a key reaches one organization or those of a provider");
        }
    }

    public boolean everything() {
        return organization == null && provider == null;
    }

    /** A few words for people and for the ledger. */
    public String describe() {
        if (organization != null) {
            return "organization " + organization;
        }
        return provider != null ? "provider " + provider : "every organization";
    }
}
