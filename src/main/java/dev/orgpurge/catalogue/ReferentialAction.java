package dev.orgpurge.catalogue;

/** What the server itself does to a referencing row when the referenced row is deleted (manual, section 5.5.5). */
public enum ReferentialAction {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT;

    /** True where the server changes or deletes the referencing row by itself, behind any count of ours. */
    public boolean changesRows() {
        return this == CASCADE || this == SET_NULL || this == SET_DEFAULT;
    }
}
