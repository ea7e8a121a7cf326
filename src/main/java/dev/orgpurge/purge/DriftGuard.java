package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.problem.Problem;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Stops before the next delete when the schema is no longer the one the plan was made for. Every chunk asks a cheap probe;
 * only if that one moves is the whole catalogue read and compared.
 */
@Component
final class DriftGuard {

    private final CatalogueReader reader;
    private final Map<UUID, Long> probes = new ConcurrentHashMap<>();

    DriftGuard(CatalogueReader reader) {
        this.reader = reader;
    }

    /** The full comparison: when a run starts or restarts, and before each batch. */
    void compare(RunContext context) {
        long probe = reader.probe(watched(context));
        Catalogue now = reader.read();
        if (!now.fingerprint().equals(context.fingerprint())) {
            throw Problem.drift("the schema changed since the plan was pinned (fingerprint " + context.fingerprint()
                    + ", now " + now.fingerprint() + "); nothing more was deleted: put it back and restart, or look at"
                    + " the new plan with plan and accept it: " + Launcher.replan(context.run()));
        }
        probes.put(context.run().id(), probe);
    }

    void check(RunContext context) {
        Long known = probes.get(context.run().id());
        if (known == null || known != reader.probe(watched(context))) {
            compare(context);
        }
    }

    /**
     * After a statement failed: one that names what is not there any more was made for another schema, and that is nobody's
     * fault.
     *
     * @throws Problem drift, if the schema changed
     */
    void suspect(RunContext context, SqlFailure failure) {
        if (failure.notAsPlanned()) {
            compare(context);
        }
    }

    void forget(RunContext context) {
        probes.remove(context.run().id());
    }

    private static Collection<QualifiedName> watched(RunContext context) {
        return Stream.concat(
                        context.tables().plan().steps().stream()
                                .map(step -> step.table().name()),
                        context.tables().plan().references().stream()
                                .map(reference -> reference.relation().child().name()))
                .distinct()
                .toList();
    }
}
