package dev.orgpurge.catalogue;

/** A digest, {@code sha256:…}, over everything in the catalogue that can change a plan; not statistics, not grants. */
public record Fingerprint(String value) {

    @Override
    public String toString() {
        return value;
    }
}
