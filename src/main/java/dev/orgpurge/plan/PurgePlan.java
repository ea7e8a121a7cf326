package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Fingerprint;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.Optional;

/**
 * What will be done with every table an organization reaches.
 *
 * @param steps children before parents, the root table last
 * @param references relations that point at owned tables without meaning ownership
 * @param privileges what a role needs on these tables, held or not
 * @param canonicalJson steps, references and policy without estimates; the digest is over its UTF-8 bytes
 * @param digest {@code sha256:…}
 */
public record PurgePlan(
        Table root,
        Column rootKey,
        List<PlanStep> steps,
        List<Reference> references,
        List<Finding> findings,
        List<NeededPrivilege> privileges,
        Fingerprint fingerprint,
        String canonicalJson,
        String digest) {

    public PurgePlan {
        steps = List.copyOf(steps);
        references = List.copyOf(references);
        findings = List.copyOf(findings);
        privileges = List.copyOf(privileges);
    }

    /** No error finding stands in the way. */
    public boolean executable() {
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.ERROR);
    }

    public Optional<PlanStep> step(QualifiedName table) {
        return steps.stream().filter(step -> step.table().name().equals(table)).findFirst();
    }
}
