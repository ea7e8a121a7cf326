package dev.orgpurge.organization;

/** The root key's value in PostgreSQL's own text form. */
public record OrganizationId(String value) {

    public OrganizationId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an organization id is never empty");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
