package dev.orgpurge.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Data and the trials on copies of it.
 *
 * @param templates shapes by name
 */
record Scenario(String name, Map<String, Shape> templates, List<Trial> trials, Optional<Comparison> comparison) {

    /** How fast OrgPurge is in one group, as a multiple of how fast it is in another: rows a second. */
    record Comparison(String group, String with) {}
}
